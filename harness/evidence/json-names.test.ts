import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findDuplicateKey } from './json-names.ts';

describe('findDuplicateKey', () => {
  const rows: [text: string, name: string | undefined][] = [
    ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}', undefined],
    ['{"a":1, "b":2, "a":1}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['[{"x":{"b":[1,"b","b"],\n"b":2}}]', 'b'],
    ['{"a":"b","c":"a,\\"a\\":{"}', undefined],
    ['{"a":["c","c"],"c":{}}', undefined],
    ['"a"', undefined],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ];
  for (const [text, name] of rows)
    it(`finds ${name ?? 'none'} in ${text}`, () => assert.equal(findDuplicateKey(text), name));

  it('finds none in output of JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => findDuplicateKey(JSON.stringify(value, null, 1)) === undefined),
    );
  });

  it('reads strings of several megabytes', () =>
    assert.equal(findDuplicateKey(`{"a":"${'\\n'.repeat(3_000_000)}","a":1}`), 'a'));
});
