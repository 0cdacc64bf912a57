import assert from 'node:assert/strict';
import { javaMajor, readVersion } from './versions.mjs';

describe('the version of a tool', () => {
  const printed: [string, string, string, string][] = [
    [
      'adb',
      "Debian's 29.0.6 (recorded)",
      'Android Debug Bridge version 1.0.41\nVersion 29.0.6-debian\nInstalled as /usr/lib/android-sdk/platform-tools/adb',
      '29.0.6-debian',
    ],
    [
      'adb',
      'platform tools 35 (adb.cpp)',
      'Android Debug Bridge version 1.0.41\nVersion 35.0.2-12147458\nInstalled as /opt/adb\nRunning on Linux 6.1.0-35-amd64 (x86_64)',
      '35.0.2-12147458',
    ],
    [
      'adb',
      'up to platform tools 26',
      'Android Debug Bridge version 1.0.36\nRevision 1.0.36-debian',
      '1.0.36-debian',
    ],
    [
      'Android build tools',
      "Debian's (recorded)",
      'Android Asset Packaging Tool (aapt) 2.19-debian',
      '2.19-debian',
    ],
    [
      'Android build tools',
      'build tools 34',
      'Android Asset Packaging Tool (aapt) 2.19-10229193',
      '2.19-10229193',
    ],
    ['Chromium', "Debian's (recorded)", 'Chromium 150.0.7871.100 ', '150.0.7871.100'],
    [
      'Chromium',
      "Debian's script (recorded)",
      'Chromium 156.0.8078.108 built on Debian GNU/Linux 12 (bookworm)',
      '156.0.8078.108',
    ],
    ['Chromium', 'Chrome', 'Google Chrome 138.0.7204.49 ', '138.0.7204.49'],
    [
      'chromedriver',
      "Debian's (recorded)",
      'ChromeDriver 150.0.7871.100 (b5a9b587b83512ef1fab99cb7510c58a06d22089-refs/branch-heads/7871_48@{#5})',
      '150.0.7871.100',
    ],
    [
      'Java',
      "Debian's main (recorded)",
      'openjdk version "17.0.19" 2026-04-21\nOpenJDK Runtime Environment (build 17.0.19+10-1-deb12u2-Debian)',
      '17.0.19',
    ],
    [
      'Java',
      "Debian's security (recorded)",
      'openjdk version "17.0.21.1" 2026-11-17\nOpenJDK Runtime Environment (build 17.0.21.1+2-1-deb12u1-Debian)',
      '17.0.21.1',
    ],
    [
      'Java',
      'with options from the environment',
      'Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.5"',
      '21.0.5',
    ],
    ['Java', 'a first release', 'openjdk version "25" 2025-09-16', '25'],
    ['Java', '8', 'java version "1.8.0_392"', '1.8.0_392'],
  ];
  for (const [what, name, output, version] of printed) {
    it(`is read: ${what}, ${name}`, () => assert.equal(readVersion(what, output), version));
  }

  it('is null if the tool prints none', () => {
    for (const what of ['adb', 'Chromium', 'Java', 'another tool'])
      assert.equal(readVersion(what, 'unknown option'), null);
  });

  it('of Java up to 8 has its major in second place', () => {
    assert.deepEqual(['1.8.0_392', '17.0.21.1', '25', '9-ea'].map(javaMajor), [8, 17, 25, 9]);
  });
});
