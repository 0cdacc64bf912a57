import assert from 'node:assert/strict';
import { Connections } from './connections.ts';
import { hostOf } from './host-name.ts';
import { readEntry } from './har-entry.ts';

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

  it('names a tunnel even where no URL may have it', () => {
    const connections = new Connections();
    const tunnelOf = (method: string, url: string) => {
      const { entry } = readEntry({ connection: '7', request: { method, url }, response: { status: 200 } });
      assert(entry);

      return connections.next(entry).tunnel;
    };
    tunnelOf('CONNECT', 'xn--mnchen-3ya-k3x9.example:443');
    assert.equal(tunnelOf('GET', 'https://203.0.113.9/'), 'xn--mnchen-3ya-k3x9.example');
  });
});
