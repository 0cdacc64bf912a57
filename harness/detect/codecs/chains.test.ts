import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { tellsItself } from './plausible.ts';
import { BYTES, type Dress, SENSE, TEXTS } from './testing/dresses.ts';

/** Chains that are tried: `LEAKGATE_CHAINS`, as many as one asks for. */
const CHAINS = Number(process.env.LEAKGATE_CHAINS ?? 300);

/** Lengths of two bytes end here. */
const LARGEST = 1 << 16;
const DRESSES: Record<string, Dress> = { ...BYTES, ...SENSE, ...TEXTS };

const token = fc
  .string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'),
    minLength: 11,
    maxLength: 11,
  })
  .map((text) => `k${text}`);
const canaryOf = fc.tuple(token, token, token).map(
  ([host, path, query]): Canary => ({
    id: 'c',
    kind: 'url',
    value: `https://${host}.example/${path}?q=${query}`,
  }),
);
const chain = fc.array(fc.constantFrom(...Object.keys(DRESSES)), {
  minLength: 1,
  maxLength: 4,
});
const message = fc.tuple(fc.lorem({ maxCount: 4 }), fc.lorem({ maxCount: 4 }));

describe('chains of all codecs', function () {
  this.timeout(0);
  it(`are undone and replay, whatever their order: ${CHAINS} of them`, () => {
    fc.assert(
      fc.property(canaryOf, message, chain, (canary, [before, after], names) => {
        const body = dress(Buffer.from(`${before} ${canary.value} ${after}`), names);
        const exchange = exchangeOf({ body });
        const { findings, stats } = scanOf([canary], exchange);
        for (const finding of findings)
          assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET), finding.chain.join(' > '));
        assert.ok(
          findings.some((finding) => finding.match === 'whole' && finding.confidence === 'certain'),
          `missed through ${names.join(' < ')}`,
        );
        assert.equal(stats.exhausted, 0);
      }),
      { numRuns: CHAINS },
    );
  });
});

/** Dresses in order; one is passed over where it is not for what it would be put on. */
function dress(data: Buffer, names: readonly string[]): Buffer {
  let dressed = data;
  for (const name of names) {
    const isText = Content.ofBytes(dressed).isText;
    const fits =
      name in BYTES || (dressed.length < LARGEST && (isText || (name in SENSE && tellsItself(dressed))));
    if (fits) dressed = DRESSES[name]!(dressed);
  }

  return dressed;
}
