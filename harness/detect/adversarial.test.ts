import assert from 'node:assert/strict';
import type { Canary } from '../model/canary.ts';
import type { Codec } from './codec.ts';
import { codecs } from './codecs/index.ts';
import { exchangeOf, scanOf } from './testing/exchange.ts';

/** Bytes. At this size, quadratic work does not finish in time. */
const SIZE = 250_000;
/** Limits on calls of codecs, and on bytes passed to codecs per byte of the body. */
const MAX_CALLS = 4000;
const MAX_BYTES_PER_BYTE = 1000;
const visit: Canary = {
  id: 'visit-1',
  kind: 'url',
  value: 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl',
};

/** Units that are difficult for ambiguous patterns, recursive parsers and parsers that restart. */
const UNITS: readonly string[] = [
  'a=',
  '%25',
  '\\',
  '<',
  '&#',
  ' ',
  'A',
  '==',
  '\x1b',
  '"',
  '[',
  '{"a":',
  "'",
  '=?UTF-8?B?',
  'eyJ',
  'xn--',
  'a=b&',
  '",',
  '"a":"b",',
  '[1,',
  '0x41',
  'aa:',
  '01',
  '\n',
  '<!--',
  '<![CDATA[',
  '&amp;',
  '//:ptth',
  '://',
  'Ã©',
  'ａ',
  'aA0+',
  'k=v; ',
  '=\r\n',
  'begin 644 a\n',
  '<~',
  '-----',
  '\0\0\0\x01a',
  `${'A'.repeat(76)}\n`,
  'q1w2e3r4t5y6u7i8 ',
  '"""\\',
]; // prettier-ignore

describe('expensive messages', () => {
  const original = new Map<Codec, Codec['open']>();
  const work = { calls: 0, bytes: 0 };

  before(() => {
    for (const codec of codecs) {
      const { open } = codec;
      original.set(codec, open);
      codec.open = (input, budget) => {
        work.calls++;
        work.bytes += input.content.length;

        return open.call(codec, input, budget);
      };
    }
  });
  beforeEach(() => Object.assign(work, { calls: 0, bytes: 0 }));
  after(() => {
    for (const [codec, open] of original) codec.open = open;
  });

  for (const unit of UNITS)
    it(`are searched within limits: ${JSON.stringify(unit).slice(0, 24)}, repeated`, () => {
      const body = Buffer.from(`${unit.repeat(Math.ceil(SIZE / unit.length))}"\u0001`);
      const { findings } = scanOf([visit], exchangeOf({ body }));
      assert.deepEqual(findings, []);
      assert.ok(work.calls <= MAX_CALLS, `calls of codecs: ${work.calls}`);
      assert.ok(work.bytes <= body.length * MAX_BYTES_PER_BYTE, `bytes passed to codecs: ${work.bytes}`);
    });

  it('do not hide a canary after them', () => {
    for (const unit of ['%25', '"', '[', '<!--', 'a=b&', '\\']) {
      const body = Buffer.from(`${unit.repeat(20_000)} ${visit.value}`);
      assert.notEqual(scanOf([visit], exchangeOf({ body })).findings.length, 0, unit);
    }
  });
});
