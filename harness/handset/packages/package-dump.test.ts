import assert from 'node:assert/strict';
import { uidsOf, versionOf } from './package-dump.ts';

const DUMP = `Activity Resolver Table:
  Non-Data Actions:
      android.intent.action.MAIN:
        1a2b com.android.browser/.BrowserActivity filter 3c4d

Packages:
  Package [com.android.browser] (a1b2c3):
    userId=10123
    versionCode=120104 minSdk=21 targetSdk=29
    versionName=12.1.4-g
    User 0: ceDataInode=1 installed=true hidden=false
    User 10: ceDataInode=2 installed=true hidden=false
    User 999: ceDataInode=0 installed=false hidden=false

Hidden system packages:
  Package [com.android.browser] (d4e5f6):
    userId=10123
    versionCode=110000 minSdk=21 targetSdk=28
    versionName=11.0.0
`;

describe('a package dump', () => {
  it('contains the installed version next to that of the hidden system package', () => {
    assert.deepEqual(versionOf(DUMP, 'com.android.browser'), {
      versionName: '12.1.4-g',
      versionCode: 120104,
    });
  });

  it('contains no version and no UID of a package that is not installed', () => {
    assert.equal(versionOf('Dexopt state:\n  Unable to find package: x', 'x'), undefined);
    assert.equal(versionOf(DUMP, 'com.android'), undefined);
    assert.deepEqual(uidsOf(DUMP, 'com.android'), []);
  });

  it('contains a UID for each user that has the package', () => {
    assert.deepEqual(uidsOf(DUMP, 'com.android.browser'), [10_123, 1_010_123]);
  });

  it('contains the UID as appId on newer Android versions', () => {
    assert.deepEqual(
      uidsOf('Packages:\n  Package [a.b] (1):\n    appId=10200\n    User 0: installed=true\n', 'a.b'),
      [10_200],
    );
  });
});
