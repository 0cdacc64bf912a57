import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { reversed } from './disguise.ts';

const visit: Canary = {
  id: 'visit-1',
  kind: 'url',
  value: 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl',
};
const reversedUrl = [...visit.value].toReversed().join('');

describe('reversed text', () => {
  const messages: [name: string, text: string][] = [
    ['alone', reversedUrl],
    ['in a sentence', `${reversedUrl} was`],
    ['next to unreversed text', `from https://other.test/a to ${reversedUrl} at last`],
    ['in JSON next to unreversed text', JSON.stringify([{ a: 'https://other.test/' }, { b: reversedUrl }])],
    ['with non-ASCII characters', `é ${reversedUrl} ü https://other.test/`],
  ];
  for (const [name, text] of messages)
    it(`is decoded ${name}`, () => {
      const exchange = exchangeOf({ body: Buffer.from(text) });
      const { findings } = scanOf([visit], exchange);
      const finding = findings.find(({ match, chain }) => match === 'whole' && chain.at(-1) === 'reverse');
      assert.ok(finding, JSON.stringify(findings));
      assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET));
    });

  it('omits unreversed text, which reversing would hide', () => {
    const content = Content.ofText(`"https://other.test/", "${reversedUrl}"`);
    const input = { content, mimeType: '', contentType: '', codings: [] };
    const [layer] = reversed.open(input, { bytesLeft: 1 << 20, cutShort() {} }).layers;
    assert.equal(layer?.content.text, visit.value);
  });
});

describe('more disguises than the limit of a layer', () => {
  it('count as cut short: keys of XOR', () => {
    const xorUnder = (key: number) => Buffer.from('http://a.test/').map((byte) => byte ^ key);
    const bodies = [4, 5].map((count) =>
      Buffer.concat([0x81, 0x92, 0xa3, 0xb4, 0xc5].slice(0, count).map(xorUnder)),
    );
    assert.deepEqual(
      bodies.map((body) => scanOf([visit], exchangeOf({ body })).stats.exhausted),
      [0, 1],
    );
  });

  it('count as cut short: shifts of the alphabet', () => {
    const turn = (by: number) =>
      'http://'.replaceAll(/[a-z]/g, (letter) =>
        String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + by) % 26)),
      );
    const bodies = [4, 5].map((count) => Buffer.from([1, 2, 3, 4, 5].slice(0, count).map(turn).join('a ')));
    assert.deepEqual(
      bodies.map((body) => scanOf([visit], exchangeOf({ body })).stats.exhausted),
      [0, 1],
    );
  });
});
