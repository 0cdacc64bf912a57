import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readJsonStrings } from './json-strings.ts';

const read = (text: string) => {
  const strings: [pointer: string, text: string][] = [];
  const end = readJsonStrings(text, ({ from, to, isName, pointer }) => {
    strings.push([isName ? `name of ${pointer()}` : pointer(), text.slice(from, to)]);
  });

  return { end, strings };
};

describe('strings of a JSON text', () => {
  it('are reported with pointers, including names and duplicate names', () => {
    assert.deepEqual(read(' {"a": ["x", {"b c": "y"}], "a": 1.5e3, "n": null, "d": "\\"q"} '), {
      end: 'whole',
      strings: [
        ['name of $', 'a'],
        ['$.a[0]', 'x'],
        ['name of $.a[1]', 'b c'],
        ['$.a[1]["b c"]', 'y'],
        ['name of $', 'a'],
        ['name of $', 'n'],
        ['name of $', 'd'],
        ['$.d', '\\"q'],
      ],
    });
  });

  it('are the strings that JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const reported: string[] = [];
        const end = readJsonStrings(text, ({ from, to }) =>
          reported.push(String(JSON.parse(text.slice(from - 1, to + 1)))),
        );
        const found: string[] = [];
        JSON.parse(text, (name, value: unknown) => {
          if (name !== '' && Number.isNaN(Number(name))) found.push(name);
          if (typeof value === 'string') found.push(value);

          return value;
        });
        assert.equal(end, 'whole');
        for (const each of found) assert.ok(reported.includes(each), each);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  for (const text of ['[1', '{"a', '{"a"', '{"a":', '[{"a":"b"},', '"abc', '', '[[['])
    it(`are read up to the truncation: ${text}`, () => assert.equal(read(text).end, 'cut'));

  for (const text of [
    '[0x68]',
    '{a:1}',
    '[1 2]',
    '[,]',
    '{"a" "b"}',
    '[}',
    '] ',
    '"a" b',
    '[1]]',
    '[nul]',
    '{"a":1,,}',
  ])
    it(`end as broken without valid JSON: ${text}`, () => assert.equal(read(text).end, 'broken'));

  it('omit the middle of a deep pointer', () => {
    const [pointer] = read(`${'['.repeat(10_000)}"x"${']'.repeat(10_000)}`).strings[0] ?? [];
    assert.equal(pointer, `$${'[0]'.repeat(16)}…${'[0]'.repeat(16)}`);
  });
});
