import assert from 'node:assert/strict';
import type { CataloguedRelease } from '../model/release.ts';
import { predecessorOf } from './predecessor.ts';

function release(family: string, versionName: string, changes: Partial<CataloguedRelease> = {}) {
  const versionCode = Number(versionName.replaceAll('.', ''));
  const sha256 = `${family}${versionName}${JSON.stringify(changes)}`;

  return {
    family,
    versionName,
    versionCode,
    sha256,
    simulated: false,
    proving: false,
    ...changes,
  } as CataloguedRelease;
}

describe('predecessorOf', () => {
  const [old, middle, fresh] = [release('mint', '3.4.0'), release('mint', '3.4.3'), release('mint', '3.4.4')];
  const all = [
    fresh,
    release('mint', '3.4.3', { simulated: true }),
    old,
    release('mint', '3.4.3', { proving: true }),
    middle,
    release('chrome', '3.4.3'),
  ];

  it('is the release before it, of the same family and kind', () => {
    assert.equal(predecessorOf(fresh, all), middle);
    assert.equal(predecessorOf(middle, all), old);
  });

  it('is none for the oldest release', () => assert.equal(predecessorOf(old, all), undefined));

  it('is an older release of the catalogue for a release of the proving ground', () => {
    const proving = release('mint', '9.0.0', { proving: true });
    assert.equal(predecessorOf(proving, [...all, proving]), fresh);
  });
});
