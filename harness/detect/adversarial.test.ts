import assert from 'node:assert/strict';
import type { Canary } from '../model/canary.ts';
import type { Codec } from './codec.ts';
import { codecs } from './codecs/index.ts';
import { exchangeOf, scanOf } from './testing/exchange.ts';

/** Bytes. At this size, quadratic work does not finish in time. */
const SIZE = 250_000;
/** Limits on calls of codecs, and on bytes passed to codecs per byte of the body. */
const MOST_ASKED = 4000;
const MOST_SHOWN = 1000;
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

describe('messages made to cost much', () => {
  const original = new Map<Codec, Codec['open']>();
  const work = { asked: 0, shown: 0 };

  before(() => {
    for (const codec of codecs) {
      const { open } = codec;
      original.set(codec, open);
      codec.open = (input, budget) => {
        work.asked++;
        work.shown += input.content.length;

        return open.call(codec, input, budget);
      };
    }
  });
  beforeEach(() => Object.assign(work, { asked: 0, shown: 0 }));
  after(() => {
    for (const [codec, open] of original) codec.open = open;
  });

  for (const unit of UNITS)
    it(`end: ${JSON.stringify(unit).slice(0, 24)}, over and over`, () => {
      const body = Buffer.from(`${unit.repeat(Math.ceil(SIZE / unit.length))}"\u0001`);
      const { findings } = scanOf([visit], exchangeOf({ body }));
      assert.deepEqual(findings, []);
      assert.ok(work.asked <= MOST_ASKED, `codecs were asked ${work.asked} times`);
      assert.ok(work.shown <= body.length * MOST_SHOWN, `codecs were shown ${work.shown} bytes`);
    });

  it('hide nothing that stands behind them', () => {
    for (const unit of ['%25', '"', '[', '<!--', 'a=b&', '\\']) {
      const body = Buffer.from(`${unit.repeat(20_000)} ${visit.value}`);
      assert.notEqual(scanOf([visit], exchangeOf({ body })).findings.length, 0, unit);
    }
  });
});
