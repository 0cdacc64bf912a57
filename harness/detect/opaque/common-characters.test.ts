import assert from 'node:assert/strict';
import { commonCharacters } from '../testing/common-characters.ts';
import { isCommon } from './common-characters.ts';

describe('common characters', () => {
  it('are the characters of the national tables that Node decodes', () => {
    const common = new Set(commonCharacters());
    for (const [from, to] of [
      [0x3400, 0x9fff],
      [0xac00, 0xd7a3],
    ] as const)
      for (let code = from; code <= to; code++) {
        const character = String.fromCharCode(code);
        assert.equal(isCommon(character), common.has(character), `U+${code.toString(16)}`);
      }
  });
});
