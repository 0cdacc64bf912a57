import assert from 'node:assert/strict';
import { refusalOf } from './refusal.ts';
import { type Proven, supportOf } from './support.ts';

const ALL: Proven = {
  root: true,
  systemStore: true,
  userStore: true,
  path: true,
  handshake: true,
  counted: true,
  attributed: true,
};

describe('the verdicts that a phone supports', () => {
  it('are all of them where every step was proven', () => {
    assert.match(supportOf(ALL).text, /inconclusive and clean$/);
    assert.deepEqual(supportOf(ALL).fix, []);
  });

  const voiding: [string, Partial<Proven>][] = [
    ['the path is broken', { path: false }],
    ['no store has the certificate', { systemStore: false, userStore: false }],
    ['a browser refused the certificate', { handshake: false }],
    ['no counter was proven', { counted: false }],
  ];
  for (const [what, change] of voiding)
    it(`are never clean where ${what}`, () => {
      const { text, fix, state } = supportOf({ ...ALL, ...change });
      assert.match(text, /never clean/);
      assert.equal(state, 'optional');
      assert.equal(fix.length, 1);
    });

  it('may be clean where something could not be tried, and says so', () => {
    assert.match(supportOf({ ...ALL, handshake: undefined }).text, /not everything could be tried/);
  });

  it('are limited on a phone without root', () => {
    const { text, fix } = supportOf({ ...ALL, root: false, systemStore: false, attributed: false });
    assert.match(text, /and clean$/);
    assert.equal(fix.length, 3);
  });
});

describe("a phone's refusal", () => {
  it('names the switches of MIUI, in one line', () => {
    const { text, fix } = refusalOf(
      'PHONE',
      new Error('adb: failed to install: Failure [INSTALL_FAILED_USER_RESTRICTED]\n  at x'),
    );
    assert.ok(!text.includes('\n'));
    assert.match(fix.join(), /Install via USB/);
  });

  it('that is not known has no fix', () => assert.deepEqual(refusalOf('PHONE', new Error('no')).fix, []));
});
