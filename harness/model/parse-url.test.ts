import assert from 'node:assert/strict';
import { parseUrl } from './parse-url.ts';

describe('parseUrl', () => {
  it('parses a URL with a character beyond ASCII as often as it is called', () => {
    for (let call = 0; call < 50_000; call += 1)
      if (parseUrl('https://ö.example/')?.hostname !== 'xn--nda.example') assert.fail(`call ${call} failed`);
  });

  it('returns undefined for a relative URL', () => assert.equal(parseUrl('/path'), undefined));
});
