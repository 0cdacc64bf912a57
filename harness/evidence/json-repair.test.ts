import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseRepaired } from './json-repair.ts';
import { createRandom, pick, type Random } from './testing/odd-entries.ts';

describe('parseRepaired', () => {
  it('reads any value through any faulty tokens', () =>
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), fc.integer({ min: 1 }), (value, seed) => {
        const text = faultyText(value, createRandom(seed));
        assert.deepEqual(parseRepaired(text), JSON.parse(JSON.stringify(value)), text);
      }),
      { numRuns: 2000 },
    ));

  it('reads JSON as it is', () =>
    fc.assert(
      fc.property(fc.json(), (text) => assert.deepEqual(parseRepaired(text), JSON.parse(text))),
      { numRuns: 500 },
    ));

  it('reads no text with other faults', () => {
    for (const text of ['', '{', '{"a":1', '{"a":"b}', '[1}', '{"a" "b"}', '{"a":"x"y"}', '{} {}'])
      assert.equal(parseRepaired(text), undefined, text);
  });
});

/** JSON text in which each token may be faulty. */
function faultyText(value: unknown, random: Random): string {
  if (value === null) return pick(random, ['null', 'NaN', '-Infinity', 'undefined', 'None']);
  if (typeof value === 'string') return faultyString(value, random);
  if (typeof value !== 'object') return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((each) => faultyText(each, random))
    : Object.entries(value).map(
        ([name, each]) =>
          `${faultyString(name, random)}: ${each === null ? pick(random, ['', 'null']) : faultyText(each, random)}`,
      );
  // Without a comma, a value that is missing would take the next name as its value.
  const separators = items.some((item) => item.endsWith(': ')) ? [',', ', ,'] : [',', ' ', ',,'];
  const list = items.map((item, at) => (at === 0 ? item : `${pick(random, separators)}${item}`)).join('');
  const end = pick(random, ['', '\n', ',', ', ,\t']);

  return Array.isArray(value) ? `[${list}${end}]` : `{${list}${end}}`;
}

function faultyString(text: string, random: Random): string {
  const quote = pick(random, ['"', '"', "'"]);
  const characters = text.split('').map((character) => {
    const code = character.charCodeAt(0);
    if (character === '\\' || character === quote) return `\\${character}`;
    const options = [character];
    if (code < 0x80) options.push(`\\x${code.toString(16).padStart(2, '0')}`);
    if (/[^\\bfnrtux0-9\r]/.test(character)) options.push(`\\${character}`);
    if (code > 0x7f) options.push(JSON.stringify(character).slice(1, -1));

    return pick(random, options);
  });

  return `${quote}${characters.join('')}${quote}`;
}
