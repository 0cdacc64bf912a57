import assert from 'node:assert/strict';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import type { Finding } from '../model/scan.ts';
import { cleanEvidence, exchange } from '../verdict/testing/evidence.ts';
import { compareChains } from './verified-chains.ts';

const value = 'k3x9m2q7w4tz.example';
const body = Buffer.from(
  JSON.stringify({ a: 'other', u: Buffer.from(`https://${value}/`).toString('base64') }),
);
const evidence = {
  ...cleanEvidence(),
  canaries: [{ id: 'visit-1', kind: 'host' as const, value }],
  exchanges: [exchange({ index: 4, url: 'https://collector.test/', body })],
};
const finding: Finding = {
  canary: 'visit-1',
  exchange: 4,
  host: 'collector.test',
  part: 'request.body',
  chain: ['json:$.u', 'base64'],
  match: 'host',
  confidence: 'certain',
};

describe('compareChains', () => {
  it('reports nothing for chains that lead to their canaries', () => {
    assert.deepEqual(compareChains([finding], evidence, DEFAULT_BUDGET), []);
    assert.deepEqual(compareChains([{ ...finding, part: 'sni', chain: [] }], evidence, DEFAULT_BUDGET), []);
  });

  it('reports a finding whose exchange does not exist', () =>
    assert.deepEqual(compareChains([{ ...finding, exchange: 5 }], evidence, DEFAULT_BUDGET), [
      'visit-1 in request.body refers to exchange 5, which does not exist',
    ]));

  for (const [name, changed, place] of [
    ['another field', { chain: ['json:$.a', 'base64'] }, 'request.body > json:$.a > base64'],
    ['another step', { chain: ['json:$.u', 'hex'] }, 'request.body > json:$.u > hex'],
    ['another part', { part: 'request.url' }, 'request.url > json:$.u > base64'],
    ['another match', { match: 'digest:md5' }, 'request.body > json:$.u > base64'],
  ] as const)
    it(`reports a chain that does not: ${name}`, () =>
      assert.deepEqual(compareChains([{ ...finding, ...changed } as Finding], evidence, DEFAULT_BUDGET), [
        `decoding ${place} does not give visit-1`,
      ]));
});
