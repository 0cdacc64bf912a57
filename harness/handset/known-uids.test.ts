import assert from 'node:assert/strict';
import { isUnknownAppUid, knownRanges, readInstalled } from './known-uids.ts';
import { shellError, fakePhone } from './testing/fake-phone.ts';

describe('readInstalled', () => {
  const fake = fakePhone();

  it('reads the packages of each user', async () => {
    const answers: Record<string, string> = {
      'pm list users; pm list packages -U --user 0':
        'Users:\n\tUserInfo{0:Owner:c13} running\n\tUserInfo{999:XSpace:800010} running\npackage:android uid:1000\npackage:a.b uid:10100\n',
      'pm list packages -U --user 999': 'package:a.b uid:99910100\npackage:c.d uid:10200,99910200\n',
    };
    fake.intercept = (line) => answers[line];
    const { users, uids } = await readInstalled(fake.phone);
    assert.deepEqual(users, [0, 999]);
    assert.deepEqual(
      [...uids],
      [
        ['android', [1000]],
        ['a.b', [10_100, 99_910_100]],
        ['c.d', [10_200, 99_910_200]],
      ],
    );
  });

  it("returns no packages where the phone gives no list, so that only the platform's UIDs are known", async () => {
    fake.intercept = (line) => {
      throw shellError(line, 255, 'java.lang.SecurityException');
    };
    const installed = await readInstalled(fake.phone);
    assert.deepEqual(knownRanges(installed, 33), [{ first: 0, last: 9999 }]);
  });
});

describe('knownRanges', () => {
  const installed = {
    users: [0, 10],
    uids: new Map([
      ['android', [1000]],
      ['a.b', [10_000]],
      ['c.d', [10_001, 1_010_001]],
      ['e.f', [10_003]],
    ]),
  };

  it('includes the platform and the apps of each user, and their sandboxes from Android 13 on', () => {
    const text = (sdk: number) => knownRanges(installed, sdk).map(({ first, last }) => `${first}-${last}`);
    assert.deepEqual(text(32), ['0-10001', '10003-10003', '1000000-1009999', '1010001-1010001']);
    assert.deepEqual(text(33), [
      '0-10001',
      '10003-10003',
      '20000-20001',
      '20003-20003',
      '1000000-1009999',
      '1010001-1010001',
      '1020001-1020001',
    ]);
  });

  it('excludes isolated processes, uninstalled apps, and apps of another user', () => {
    const known = knownRanges(installed, 33);
    for (const uid of [99_000, 90_001, 10_002, 20_002, 1_010_000, 1_099_001, 1_110_001])
      assert.ok(isUnknownAppUid(uid, known), String(uid));
    for (const uid of [0, 1000, 2000, 10_003, 20_003, 1_001_000, -1, -4])
      assert.ok(!isUnknownAppUid(uid, known), String(uid));
  });
});
