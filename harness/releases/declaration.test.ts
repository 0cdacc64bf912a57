import assert from 'node:assert/strict';
import { checkDeclaration } from './declaration.ts';

const MINIMAL = {
  family: 'mint',
  package: 'com.example.mini',
  versionName: '1.0',
  versionCode: 1,
  activity: 'com.example.Main',
};

describe('checkDeclaration', () => {
  it('fills in defaults', () => {
    const declaration = checkDeclaration(JSON.stringify(MINIMAL));
    assert.equal(declaration.engine.trust, 'platform');
    assert.deepEqual(declaration.private.way, ['menu', 'menuNewPrivateTab']);
    assert.equal(declaration.consent, null);
  });

  const wrong: [what: string, json: string, message: RegExp][] = [
    ['an unknown key', JSON.stringify({ ...MINIMAL, colour: 1 }), /browser\.json: colour: unknown key/],
    [
      'an unknown key inside',
      JSON.stringify({ ...MINIMAL, engine: { agent: 'x' } }),
      /engine\.agent: unknown key/,
    ],
    [
      'an unknown key in a list',
      JSON.stringify({
        ...MINIMAL,
        walls: [{ when: 'first-launch', title: 'a', accept: 'b', dismiss: 'c', x: 1 }],
      }),
      /walls\[0\]\.x: unknown key/,
    ],
    ['an unknown element', JSON.stringify({ ...MINIMAL, ui: { 'en-US': { door: {} } } }), /ui.*door/],
    ['a family that is no id', JSON.stringify({ ...MINIMAL, family: 'Opera' }), /family: /],
    ['a missing key', JSON.stringify({ ...MINIMAL, activity: undefined }), /activity: /],
    [
      'two mistakes at once',
      JSON.stringify({ ...MINIMAL, versionCode: 0, x: 1 }),
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
