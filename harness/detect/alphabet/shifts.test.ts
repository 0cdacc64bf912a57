import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { CERTAIN_BITS, entropyBits } from '../match/entropy.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const token = fc
  .tuple(
    fc.array(fc.constantFrom(...LETTERS), { minLength: 9, maxLength: 9 }),
    fc.array(fc.constantFrom(...DIGITS), { minLength: 3, maxLength: 3 }),
  )
  .chain(([letters, digits]) => fc.shuffledSubarray([...letters, ...digits], { minLength: 12 }))
  .map((characters) => characters.join(''))
  .filter((word) => entropyBits(word) >= CERTAIN_BITS);
const canaries: fc.Arbitrary<Canary> = fc
  .tuple(fc.constantFrom('host' as const, 'search' as const, 'url' as const), token, token)
  .map(([kind, a, b]) => ({
    id: 'c',
    kind,
    value: { host: `${a}.example`, search: `garden ${a} ${b}`, url: `https://${a}.example/${b}` }[kind],
  }));

const moved = (alphabet: string, move: (at: number) => number) => (text: string) =>
  text.replaceAll(/[a-z0-9]/g, (letter) => {
    const at = alphabet.indexOf(letter);

    return at === -1 ? letter : (alphabet.at(move(at) % alphabet.length) ?? letter);
  });
const xored = (text: string, key: number) =>
  Buffer.from(Buffer.from(text).map((each) => each ^ key)).toString('base64url');

const ways: Record<string, (text: string, by: number) => string> = {
  'Caesar over letters': (text, by) => moved(LETTERS, (at) => at + 1 + (by % 25))(text),
  'Caesar over letters and over digits': (text, by) =>
    moved(LETTERS, (at) => at + (by % 26))(moved(DIGITS, (at) => at + (by % 26))(text)),
  'Caesar over letters and digits together': (text, by) =>
    moved(LETTERS + DIGITS, (at) => at + 1 + (by % 35))(text),
  'Atbash over letters': (text) => moved(LETTERS, (at) => 25 - at)(text),
  'Atbash over letters and over digits': (text) =>
    moved(LETTERS, (at) => 25 - at)(moved(DIGITS, (at) => 9 - at)(text)),
  'Atbash over letters and digits together': (text) => moved(DIGITS + LETTERS, (at) => 35 - at)(text),
  'XOR with one byte, in base64': (text, by) => xored(text, by),
};
const carriers: Record<string, (value: string) => ReturnType<typeof exchangeOf>> = {
  'a JSON string': (value) => exchangeOf({ body: Buffer.from(JSON.stringify({ event: 'page', q: value })) }),
  'a field of a query': (value) =>
    exchangeOf({ url: `https://collector.test/k?d=${encodeURIComponent(value)}` }),
  'a whole body': (value) => exchangeOf({ body: Buffer.from(value) }),
};
const shifts = fc.integer({ min: 1, max: 100 });

describe('a word whose letters were shifted', () => {
  for (const [name, shift] of Object.entries(ways))
    it(`is found: ${name}`, () => {
      fc.assert(
        fc.property(canaries, shifts, fc.constantFrom(...Object.keys(carriers)), (canary, by, carrier) => {
          const sent = shift(canary.value, by);
          fc.pre(sent !== canary.value);
          const exchange = carriers[carrier]?.(sent) ?? exchangeOf({});
          const { findings } = scanOf([canary], exchange);
          assert.ok(findings.length > 0, `${canary.value} as ${sent} in ${carrier}`);
          for (const finding of findings)
            assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET), finding.chain.join(' > '));
        }),
      );
    });

  it('is not found in the shifted words of other pages', () => {
    fc.assert(
      fc.property(
        canaries,
        canaries,
        shifts,
        fc.constantFrom(...Object.values(ways)),
        (canary, other, by, shift) => {
          const body = Buffer.from(JSON.stringify({ q: shift(other.value, by) }));
          assert.deepEqual(scanOf([canary], exchangeOf({ body })).findings, []);
        },
      ),
    );
  });
});
