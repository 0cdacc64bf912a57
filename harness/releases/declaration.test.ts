import assert from 'node:assert/strict';
import { checkDeclaration } from './declaration.ts';

const LEAST = {
  family: 'mint',
  package: 'com.example.mini',
  versionName: '1.0',
  versionCode: 1,
  activity: 'com.example.Main',
};

describe('checkDeclaration', () => {
  it('fills in defaults', () => {
    const declaration = checkDeclaration(JSON.stringify(LEAST));
    assert.equal(declaration.engine.trust, 'platform');
    assert.deepEqual(declaration.private.way, ['menu', 'menuNewPrivateTab']);
    assert.equal(declaration.consent, null);
  });

  const wrong: [what: string, json: string, message: RegExp][] = [
    ['an unknown key', JSON.stringify({ ...LEAST, colour: 1 }), /browser\.json: colour: unknown key/],
    [
      'an unknown key inside',
      JSON.stringify({ ...LEAST, engine: { agent: 'x' } }),
      /engine\.agent: unknown key/,
    ],
    [
      'an unknown key in a list',
      JSON.stringify({
        ...LEAST,
        walls: [{ when: 'first-launch', title: 'a', accept: 'b', dismiss: 'c', x: 1 }],
      }),
      /walls\[0\]\.x: unknown key/,
    ],
    ['an unknown element', JSON.stringify({ ...LEAST, ui: { 'en-US': { door: {} } } }), /ui.*door/],
    ['a family that is no id', JSON.stringify({ ...LEAST, family: 'Opera' }), /family: /],
    ['a missing key', JSON.stringify({ ...LEAST, activity: undefined }), /activity: /],
    [
      'two mistakes at once',
      JSON.stringify({ ...LEAST, versionCode: 0, x: 1 }),
      /versionCode: .*; x: unknown key|x: .*versionCode: /,
    ],
    ['no JSON', '{', /browser\.json is not JSON/],
    ['a list', '[]', /the whole: /],
  ];
  for (const [what, json, message] of wrong)
    it(`refuses ${what}`, () => {
      assert.throws(() => checkDeclaration(json), message);
    });
});
