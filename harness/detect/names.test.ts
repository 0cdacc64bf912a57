import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Canary } from '../model/canary.ts';
import { createDetector, DEFAULT_BUDGET } from './detector.ts';

const HOST = 'k3x9m2q7w4tz.example';
const canaries: Canary[] = [{ id: 'v', kind: 'url', value: `https://${HOST}/p8v1n5r6y0ab` }];
const hex = Buffer.from(HOST).toString('hex');

describe('host names of lookups', () => {
  const names: [name: string, lookup: string, found: [chain: string[], match: string][]][] = [
    ['the own host', HOST, []],
    ['the own host with a dot', `${HOST.toUpperCase()}.`, []],
    ['another host', 'sa.api.intl.miui.com', []],
    ['the host as a prefix', `${HOST}.collector.test`, [[[], 'host']]],
    ['a token in a label', 'x-p8v1n5r6y0ab.collector.test', [[['label[0]'], 'part']]],
    ['hex in a label', `a.${hex}.collector.test`, [[['label[1]', 'hex'], 'host']]],
    [
      'hex over two labels',
      `${hex.slice(0, 23)}.${hex.slice(23)}.collector.test`,
      [[['labels[0-1]', 'hex'], 'host']],
    ],
    [
      'a digest in a label',
      `${createHash('md5').update(HOST).digest('hex')}.collector.test`,
      [[['label[0]'], 'digest:md5']],
    ],
  ];
  for (const [name, lookups, found] of names)
    it(`are searched: ${name}`, () => {
      const detector = createDetector(canaries, [], DEFAULT_BUDGET);
      detector.pushName({ kind: 'sni', name: lookups, index: 7 });
      const { findings } = detector.end();
      assert.deepEqual(
        findings.map((each) => [each.chain, each.match]),
        found,
      );
      assert.ok(findings.every((each) => each.part === 'sni' && each.exchange === 7));
    });
});
