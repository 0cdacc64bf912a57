import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Canary } from '../model/canary.ts';
import { DEFAULT_BUDGET } from './detector.ts';
import { locate } from './replay/locate.ts';
import { exchangeOf, scanOf } from './testing/exchange.ts';

type Dress = (data: Buffer) => Buffer;

/** Ways to write bytes, each undone by a codec. */
const DRESSES: Record<string, Dress> = {
  percent: (data) => Buffer.from([...data].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
  base64: (data) => Buffer.from(data.toString('base64')),
  'base64, URL-safe, unpadded': (data) => Buffer.from(data.toString('base64url')),
  'base64, wrapped': (data) => Buffer.from(data.toString('base64').replaceAll(/.{76}/g, '$&\n')),
  'base64 amid text': (data) => Buffer.from(`key "${data.toString('base64')}" end`),
  hex: (data) => Buffer.from(data.toString('hex')),
  gzip: (data) => gzipSync(data),
  zlib: (data) => deflateSync(data),
  deflate: (data) => deflateRawSync(data),
  brotli: (data) => brotliCompressSync(data),
  form: (data) => Buffer.from(`id=7&data=${encodeURIComponent(data.toString('latin1'))}`, 'latin1'),
  json: (data) => Buffer.from(JSON.stringify([{ event: 'page', data: data.toString('base64') }])),
};
/** Those that take any bytes, and those that take text alone. */
const TEXT_ONLY: Record<string, Dress> = {
  'json of text': (data) =>
    Buffer.from(JSON.stringify({ properties: { value: data.toString('utf8') } }).replaceAll('/', '\\/')),
  'form of text': (data) =>
    Buffer.from(new URLSearchParams({ a: '1', value: data.toString('utf8') }).toString()),
};

const token = fc
  .string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'.split('')),
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
const chain = fc.array(
  fc.constantFrom(...Object.keys(DRESSES).filter((name) => name !== 'form'), ...Object.keys(TEXT_ONLY)),
  { maxLength: 4 },
);
const message = fc.tuple(fc.lorem({ maxCount: 6 }), fc.lorem({ maxCount: 6 }));

describe('chains of codecs', function () {
  // Hundreds of chains: a busy machine takes its time.
  this.timeout(120_000);
  it('are undone, whatever their order', () => {
    fc.assert(
      fc.property(canaryOf, message, chain, (canary, [before, after], names) => {
        const body = dress(Buffer.from(`${before} ${canary.value} ${after}`), names);
        const exchange = exchangeOf({ body });
        const { findings, stats } = scanOf([canary], exchange);
        for (const finding of findings) assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET));
        assert.ok(
          findings.some((finding) => finding.match === 'whole' && finding.confidence === 'certain'),
          `missed through ${names.join(' < ')}`,
        );
        assert.equal(stats.exhausted, 0);
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it('do not make a canary of what is nearly one', () => {
    fc.assert(
      fc.property(canaryOf, message, chain, (canary, [before, after], names) => {
        const near = canary.value.replaceAll(
          /k(\w)/g,
          (_, letter: string) => `k${letter === 'z' ? 'y' : 'z'}`,
        );
        const body = dress(Buffer.from(`${before} ${near} ${after}`), names);
        assert.deepEqual(scanOf([canary], exchangeOf({ body })).findings, []);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

function dress(data: Buffer, names: readonly string[]): Buffer {
  let dressed = data;
  for (const name of names) {
    const textual = TEXT_ONLY[name];
    if (!textual) dressed = DRESSES[name]!(dressed);
    else if (dressed.equals(Buffer.from(dressed.toString('utf8')))) dressed = textual(dressed);
  }

  return dressed;
}
