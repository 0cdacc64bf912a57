import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Codec } from './codec.ts';
import { codecs } from './codecs/index.ts';
import { BYTES, SENSE, TEXTS } from './codecs/testing/encodings.ts';
import { Content } from './content.ts';
import { CodecChoice } from './needs.ts';
import { createRandomBytes } from './testing/random.ts';

const forText = codecs.filter(({ reads }) => reads !== 'bytes');
const isGuess = ({ kind }: Codec) => kind === 'rewrite' || kind === 'inside';
const choices = [
  new CodecChoice(forText.filter(isGuess)),
  new CodecChoice(forText.filter((codec) => !isGuess(codec))),
];
const chosenOf = (text: string) => choices.flatMap((choices) => choices.of(Content.ofText(text)));
const BUDGET = { bytesLeft: 1 << 20, cutShort: () => undefined };

/** Texts that look like input of codecs: prefixes, separators and values in random order. */
const fragments = fc
  .array(
    fc.oneof(
      fc.constantFrom(...' \t\n:=&;,.%-+/\\?<>{}[]()"\'~|xX0'),
      fc.constantFrom(
        '=?UTF-8?B?',
        'http://',
        'data:',
        'begin 644 x\n',
        'eyJ',
        'xn--',
        '--',
        '\u0000',
        '\u00e9',
        'é',
      ),
      fc.string({ unit: fc.constantFrom(...'abcdefABCDEFghz0123456789+/'), minLength: 1, maxLength: 40 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

describe('the needs of codecs', () => {
  it('are met by every text that a codec decodes', () => {
    fc.assert(fc.property(fragments, isChosen), { numRuns: 3000, seed: 5 });
  });

  it('are met by the output of every encoding, in any place', () => {
    const randomBytes = createRandomBytes(7);
    for (const encoding of Object.values({ ...BYTES, ...SENSE, ...TEXTS }))
      for (let length = 12; length < 60; length++) {
        const body = encoding(Buffer.from(randomBytes(length).map((byte) => 97 + (byte % 26))));
        for (const around of ['', ' ', '\n', 'x=']) isChosen(around + body.toString('latin1') + around);
      }
  });

  it('select few codecs for a word, and gzip for binary data kept as text', () => {
    assert.ok(chosenOf('garden').length < 12);
    assert.ok(chosenOf('\u001f\u008b\u0008').some(({ name }) => name === 'gzip'));
  });
});

function isChosen(text: string): void {
  const content = Content.ofText(text);
  const chosen = chosenOf(text);
  for (const codec of forText) {
    if (chosen.includes(codec)) continue;
    const input = { content, contentType: '', mimeType: '', codings: [] };
    assert.deepEqual(
      codec.open(input, BUDGET).layers,
      [],
      `${codec.name} (${codec.kind}) of ${JSON.stringify(text)}`,
    );
  }
}
