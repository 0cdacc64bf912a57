import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { createRandomBytes } from '../testing/random.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { type EncodedCanary, encodedCanaries, encodeChain, ENCODINGS } from './testing/chains.ts';

/** Number of random chains. `npm run test:deep` runs 2000. */
const CHAINS = Number(process.env.LEAKGATE_CHAINS ?? 500);
/** The same seed gives the same chains. */
const SEED = Number(process.env.LEAKGATE_SEED ?? 1);
/** Number of random pairs of encodings around a canary alone. */
const PAIRS = CHAINS / 2;

describe('chains of all codecs', function () {
  this.timeout(0);
  it(`are decoded and replayed in any order: ${CHAINS} of them, drawn from LEAKGATE_SEED=${SEED}`, () => {
    fc.assert(fc.property(encodedCanaries, assertFound), { numRuns: CHAINS, seed: SEED });
  });

  it('do not turn a near miss into a canary', () => {
    fc.assert(
      fc.property(encodedCanaries, ({ canary, message, names }) => {
        const near = message
          .toString('latin1')
          .replaceAll(/k([a-z0-9])(?=[a-z0-9]{10})/g, (_, next: string) => `k${next === 'z' ? 'y' : 'z'}`);
        fc.pre(!near.includes(canary.value));
        const { body } = encodeChain(Buffer.from(near, 'latin1'), names);
        assert.deepEqual(scanOf([canary], exchangeOf({ body })).findings, []);
      }),
      { numRuns: CHAINS / 4, seed: SEED },
    );
  });
});

describe('encodings that look like another one by chance', () => {
  const table: [
    reason: string,
    kind: Canary['kind'],
    value: string,
    before: string,
    after: string,
    names: string[],
  ][] = [
    ['a number without a digit', 'text', 'kudi4n24cdbz', '', '', ['base62:lower']],
    [
      'a number without a digit, in a base64 dialect',
      'text',
      'k3f1j3ixiknd',
      '',
      '',
      ['base62:letters', 'base64, case-swapped'],
    ],
    [
      'a plus at the end',
      'host',
      'k4gzxe4ii66d.example',
      'egestas ',
      ' nibh nec nibh',
      ['ascii85, framed', 'base64, spaces for plus'],
    ],
    ['base85 without a sign', 'text', 'kp8rqdrx2owu', '', '', ['z85', 'snappy, framed']],
    [
      'a word that is text in plain base64 too',
      'text',
      'k9p8n3panl72',
      '',
      '',
      ['base64, collector', 'brotli'],
    ],
    [
      'base64 with letters of one case',
      'text',
      'kl0zl4zwiox5',
      '',
      '',
      ['base64, case-swapped', 'grpc, compressed'],
    ],
    [
      'a block of Snappy that is text',
      'search',
      'kfj5h1r2y77y kp5u85knfxdg',
      '',
      '',
      ['ascii85', 'snappy, bare'],
    ],
    [
      'a few bytes after a length',
      'text',
      'k8cmsyad66yr',
      '',
      '',
      ['zlib', 'records, u16, little', 'bytes, signed'],
    ],
    [
      'non-ASCII text in records',
      'host',
      'kahnx6vdoa22.example',
      'k',
      'f',
      ['base32', 'full width', 'records, u32', 'percent'],
    ],
    [
      'wide non-ASCII text',
      'host',
      'kahnx6vdoa22.example',
      'augue rhoncus ',
      ' nec',
      ['full width', 'UTF-16, big', 'json'],
    ],
    [
      'text under an XOR key',
      'url',
      'https://kgv2rzo0gawr.example/k5yu326zex1x?q=k3vfko0iez1n',
      'g/aq',
      '$\0\xa7',
      [],
    ],
    ['zlib of bytes in a struct', 'text', 'kw1qkzz1go2e', 'mF\xc6', '\x15\xf0q\xe7\xc7', ['zlib', 'jce']],
    [
      'a struct that is text except its head',
      'url',
      'https://kwohg2zt9d62.example/kn4qvgf7o82v?q=kg9p0rypbwny',
      '',
      '',
      ['base64, digits-first', 'base64, digits-first', 'percent', 'jce'],
    ],
    [
      'bytes that another codec reads in the same way',
      'host',
      'kh8mzs1ovsjw.example',
      'euismod ',
      ' lectus',
      ['cbor', 'hex, 0x', 'UTF-16, big', 'hex, escaped'],
    ],
  ];
  for (const [name, kind, value, before, after, names] of table)
    it(`are decoded: ${name}`, () => {
      const message = Buffer.from(before + value + after, 'latin1');
      assertFound({ canary: { id: 'c', kind, value }, message, names });
    });
});

describe('a canary without other text', function () {
  this.timeout(0);
  const canaries: Canary[] = [
    { id: 'c', kind: 'url', value: 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab' },
    { id: 'c', kind: 'host', value: 'k3x9m2q7w4tz.example' },
    { id: 'c', kind: 'search', value: 'k3x9m2q7w4tz p8v1n5r6y0ab' },
    { id: 'c', kind: 'text', value: 'k3x9m2q7w4tz' },
  ];
  for (const canary of canaries)
    it(`is found in each encoding: ${canary.kind}`, () => {
      for (const name of Object.keys(ENCODINGS))
        assertFound({ canary, message: Buffer.from(canary.value), names: [name] });
    });

  it(`is found in pairs of encodings: ${PAIRS} of them`, () => {
    const pairs = Object.keys(ENCODINGS).flatMap((inner) =>
      Object.keys(ENCODINGS).flatMap((outer) =>
        canaries.map((canary) => ({ canary, names: [inner, outer] })),
      ),
    );
    const chance = createRandomBytes(1)(4 * PAIRS);
    for (let at = 0; at < PAIRS; at++) {
      const { canary, names } = pairs[chance.readUInt32BE(4 * at) % pairs.length]!;
      assertFound({ canary, message: Buffer.from(canary.value), names });
    }
  });
});

function assertFound({ canary, message, names }: EncodedCanary): void {
  const { body, applied } = encodeChain(message, names);
  const way = `${canary.value} through ${applied.join(' < ')}`;
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
