import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { positionXor } from './position-xor.ts';

const visit: Canary = {
  id: 'visit-1',
  kind: 'url',
  value: 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl',
};

type Mask = (plain: Uint8Array, key: number, growth: number) => Uint8Array;

/** Each byte from the one before, encoded or not. */
const chained = (encode: (byte: number, plain: number, sent: number) => number): Mask => {
  return (plain, key) => {
    const sent = Uint8Array.of(key, ...plain);
    for (let at = 1; at < sent.length; at++)
      sent[at] = encode(plain[at - 1] ?? 0, plain[at - 2] ?? key, sent[at - 1] ?? 0);

    return sent;
  };
};
const masks: Record<string, Mask> = {
  'a key that grows': (plain, key, growth) => plain.map((byte, at) => byte ^ (key + at * growth)),
  'a key and the position': (plain, key) => plain.map((byte, at) => byte ^ key ^ at),
  'the byte before, once encoded': chained((byte, _, sent) => byte ^ sent),
  'the byte before': chained((byte, plain) => byte ^ plain),
  'a sum with the byte before': chained((byte, _, sent) => byte + sent),
};

describe('XOR that depends on the position', () => {
  for (const [name, mask] of Object.entries(masks))
    it(`is decoded with ${name}`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0x80, max: 255 }),
          fc.integer({ min: 1, max: 255 }),
          fc.constantFrom('', '{"event":"page","url":"'),
          (key, growth, before) => {
            const sent = mask(Buffer.from(before + visit.value), key, growth);
            const exchange = exchangeOf({ body: sent });
            const finding = scanOf([visit], exchange).findings.find(
              ({ confidence }) => confidence === 'certain',
            );
            assert(finding, Buffer.from(sent).toString('hex'));
            assert(locate(exchange, finding, visit, DEFAULT_BUDGET));
          },
        ),
      );
    });

  it('is rarely found in random bytes', () => {
    let found = 0;
    for (let count = 0; count < 2000; count++) {
      const bytes = Buffer.concat(
        Array.from({ length: 8 }, (_, block) => createHash('sha256').update(`${count} ${block}`).digest()),
      );
      const input = { content: Content.ofBytes(bytes), contentType: '', mimeType: '', codings: [] };
      found += positionXor.open(input, { bytesLeft: 1 << 20, cutShort() {} }).layers.length;
    }
    assert(found <= 2, String(found));
  });
});
