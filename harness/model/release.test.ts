import assert from 'node:assert/strict';
import { nameOfRelease, sha256Schema } from './release.ts';

describe('a release', () => {
  it('is named by its family and version', () =>
    assert.equal(nameOfRelease({ family: 'mi-browser', versionName: '12.1.4-g' }), 'mi-browser@12.1.4-g'));
});

describe('a SHA-256', () => {
  it('is 64 lowercase hex digits', () => {
    const digest = '0123456789abcdef'.repeat(4);
    assert.equal(sha256Schema.parse(digest), digest);
    for (const wrong of [
      digest.slice(1),
      `${digest}0`,
      digest.toUpperCase(),
      `${digest}\n`,
      `g${digest.slice(1)}`,
    ])
      assert.ok(!sha256Schema.safeParse(wrong).success, wrong);
  });
});
