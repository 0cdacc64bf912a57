import assert from 'node:assert/strict';
import { hostOf } from './host-name.ts';

describe('the host of a URL', () => {
  const hosts: [url: string, host: string][] = [
    ['https://Collector.TEST:8443/p?u=1', 'collector.test'],
    ['https://user:word@collector.test./', 'collector.test'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example'],
    ['https://xn--mnchen-3ya-k3x9.example/p', 'xn--mnchen-3ya-k3x9.example'],
    ['/p?u=https://collector.test/', ''],
  ];
  for (const [url, host] of hosts)
    it(`of ${url} is ${host || 'empty'}`, () => assert.equal(hostOf(url), host));
});
