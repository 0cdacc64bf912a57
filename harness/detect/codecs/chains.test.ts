import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../locate.ts';
import { chanceOf } from '../testing/chance.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { type Disguised, disguised, dress, DRESSES } from './testing/chains.ts';

/** Chains that are tried, `LEAKGATE_CHAINS`, drawn from a seed, `LEAKGATE_SEED`: the same ones each time. */
const CHAINS = Number(process.env.LEAKGATE_CHAINS ?? 300);
const SEED = Number(process.env.LEAKGATE_SEED ?? 1);

/** How many of the canaries by themselves, in pairs of dresses, are tried. */
const PAIRS = 1500;

describe('chains of all codecs', function () {
  this.timeout(0);
  it(`are undone and replay, whatever their order: ${CHAINS} of them, drawn from LEAKGATE_SEED=${SEED}`, () => {
    fc.assert(fc.property(disguised, isSeenThrough), { numRuns: CHAINS, seed: SEED });
  });
});

describe('a canary by itself', function () {
  this.timeout(0);
  const canaries: Canary[] = [
    { id: 'c', kind: 'url', value: 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab' },
    { id: 'c', kind: 'host', value: 'k3x9m2q7w4tz.example' },
    { id: 'c', kind: 'search', value: 'k3x9m2q7w4tz p8v1n5r6y0ab' },
    { id: 'c', kind: 'text', value: 'k3x9m2q7w4tz' },
  ];
  for (const canary of canaries)
    it(`is seen through each dress: ${canary.kind}`, () => {
      for (const name of Object.keys(DRESSES))
        isSeenThrough({ canary, message: Buffer.from(canary.value), names: [name] });
    });

  it(`is seen through pairs of dresses: ${PAIRS} of them`, () => {
    const pairs = Object.keys(DRESSES).flatMap((inner) =>
      Object.keys(DRESSES).flatMap((outer) => canaries.map((canary) => ({ canary, names: [inner, outer] }))),
    );
    const chance = chanceOf(1)(4 * PAIRS);
    for (let at = 0; at < PAIRS; at++) {
      const { canary, names } = pairs[chance.readUInt32BE(4 * at) % pairs.length]!;
      isSeenThrough({ canary, message: Buffer.from(canary.value), names });
    }
  });
});

function isSeenThrough({ canary, message, names }: Disguised): void {
  const { body, put } = dress(message, names);
  const way = `${canary.value} through ${put.join(' < ')}`;
  const exchange = exchangeOf({ body });
  const { findings, stats } = scanOf([canary], exchange);
  for (const finding of findings)
    assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET), `${way}: ${finding.chain.join(' > ')}`);
  const match = canary.kind === 'host' ? 'host' : 'whole';
  assert.ok(
    findings.some((finding) => finding.match === match && finding.confidence === 'certain'),
    `missed ${way}`,
  );
  assert.equal(stats.exhausted, 0, `exhausted by ${way}`);
}
