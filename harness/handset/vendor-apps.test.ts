import assert from 'node:assert/strict';
import { parseSigned, vendorAppsOf } from './vendor-apps.ts';

/** As Android 12 and 13 print packages (AOSP Settings.dumpPackageLPr). */
const DUMP = `Packages:
  Package [android] (cb8e1f2):
    userId=1000
    pkg=Package{5a6b7c android}
    signatures=PackageSignatures{5d3a1c8 version:3, signatures:[b4addb29], past signatures:[]}
  Package [com.android.settings] (77aa):
    appId=1000
    sharedUser=SharedUserSetting{2f android.uid.system/1000}
    signatures=PackageSignatures{11 version:3, signatures:[b4addb29], past signatures:[]}
  Package [com.android.shell] (78):
    appId=2000
    signatures=PackageSignatures{12 version:3, signatures:[b4addb29], past signatures:[]}
  Package [com.mi.globalbrowser.mini] (79):
    appId=10123
    signatures=PackageSignatures{13 version:2, signatures:[77aa, 88bb], past signatures:[]}
  Package [com.mi.appstore] (80):
    appId=10124
    signatures=PackageSignatures{14 version:2, signatures:[77aa, 88bb], past signatures:[99 flags: 17]}
  Package [com.google.android.gms] (81):
    appId=10125
    signatures=PackageSignatures{15 version:3, signatures:[9c], past signatures:[77aa, 88bb flags: 17]}
  Package [without.signature] (82):
    appId=10126

Hidden system packages:
  Package [com.mi.appstore] (83):
    appId=10124
    signatures=PackageSignatures{16 version:2, signatures:[77aa, 88bb], past signatures:[]}
`;

describe('parseSigned', () => {
  it('reads the app id and the current signatures of each package', () => {
    assert.deepEqual(
      parseSigned(DUMP).map((each) => [each.package, each.appId, each.signature]),
      [
        ['android', 1000, 'b4addb29'],
        ['com.android.settings', 1000, 'b4addb29'],
        ['com.android.shell', 2000, 'b4addb29'],
        ['com.mi.globalbrowser.mini', 10_123, '77aa, 88bb'],
        ['com.mi.appstore', 10_124, '77aa, 88bb'],
        ['com.google.android.gms', 10_125, '9c'],
        ['com.mi.appstore', 10_124, '77aa, 88bb'],
      ],
    );
  });
});

describe('vendorAppsOf', () => {
  const read = (dump: string, users = [0], watched = [10_123]) =>
    vendorAppsOf(dump, ['com.mi.globalbrowser.mini'], { users, watched });

  it('has the system and the apps with the signature of the release, for every user', () => {
    assert.deepEqual(read(DUMP, [0, 10]), {
      packages: ['android', 'com.android.settings', 'com.mi.appstore'],
      ranges: [
        { first: 1000, last: 1000 },
        { first: 10_124, last: 10_124 },
        { first: 1_001_000, last: 1_001_000 },
        { first: 1_010_123, last: 1_010_124 },
      ],
    });
  });

  it('is undefined for a list without Android itself, and if the phone gives no list', () => {
    assert.equal(read(DUMP.replace('[android]', '[other]')), undefined);
    assert.equal(read('Unable to find package: packages\n'), undefined);
    assert.equal(read(''), undefined);
  });
});
