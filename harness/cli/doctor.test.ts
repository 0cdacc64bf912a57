import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from '../../bin/environment.mjs';
import { Fault } from '../model/fault.ts';
import { doctor } from './doctor.ts';
import type { Diagnosis } from './doctor/diagnosis.ts';
import { examineAppiumDriver, examineMachine } from './doctor/machine.ts';
import { examinePhone } from './doctor/phone.ts';

describe('doctor', () => {
  let folder: string;
  let machine: Machine;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-doctor-'));
    machine = {
      env: { PATH: join(folder, 'usr/bin'), ANDROID_ADB_SERVER_PORT: '1', LOG: join(folder, 'log') },
      platform: 'linux',
      home: join(folder, 'home'),
      root: folder,
      uid: 1000,
    };
    program('usr/bin/apt-get', '');
    write('etc/os-release', 'ID=debian\n');
    program('usr/lib/android-sdk/platform-tools/adb', 'echo "Version 35.0.2-12147458"');
    for (const tool of ['apksigner', 'zipalign'])
      program(`usr/lib/android-sdk/build-tools/35.0.0/${tool}`, '');
    program(
      'usr/lib/android-sdk/build-tools/35.0.0/aapt2',
      'echo "Android Asset Packaging Tool (aapt) 2.19-1" >&2',
    );
    program('usr/bin/chromium', 'echo "Chromium 156.0.8078.79 built on Debian"');
    program('usr/bin/chromedriver', 'echo "ChromeDriver 156.0.8078.79 (abc)"');
    program('usr/bin/java', `echo 'openjdk version "17.0.15" 2025-04-15' >&2`);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reports the version and path of every program', async () => {
    const all = await examineMachine(machine);

    assert.deepEqual(
      all.filter((one) => one.state !== 'fine').map((one) => one.what),
      ['Android framework resources'],
    );
    assert.equal(
      diagnosisOf(all, 'adb').text,
      `35.0.2-12147458 (${folder}/usr/lib/android-sdk/platform-tools/adb)`,
    );
    assert.equal(
      diagnosisOf(all, 'Android build tools').text,
      `2.19-1 (${folder}/usr/lib/android-sdk/build-tools/35.0.0)`,
    );
    assert.equal(diagnosisOf(all, 'ANDROID_HOME').text, `not set; ${folder}/usr/lib/android-sdk is used`);
    assert.match(diagnosisOf(all, 'Java').text, /^17\.0\.15 /);
  });

  it('reports a missing program, and the command that installs it', async () => {
    rmSync(join(folder, 'usr/bin/java'));

    assert.deepEqual(diagnosisOf(await examineMachine(machine), 'Java'), {
      what: 'Java',
      state: 'missing',
      text: 'no java in JAVA_HOME or on PATH',
      fix: ['sudo apt-get install -y --no-install-recommends default-jre-headless'],
    });
  });

  it('reports a program that does not start', async () => {
    program('usr/bin/chromium', 'echo "libnss3.so: cannot open shared object file" >&2; exit 127');
    const chromium = diagnosisOf(await examineMachine(machine), 'Chromium');

    assert.equal(chromium.state, 'missing');
    assert.match(chromium.text, /chromium does not start: /);
  });

  it('reports a Java that is too old, and a chromedriver of another version than Chromium', async () => {
    program('usr/bin/java', `echo 'openjdk version "11.0.2"' >&2`);
    program('usr/bin/chromedriver', 'echo "ChromeDriver 140.0.1 (abc)"');
    const all = await examineMachine(machine);

    assert.equal(diagnosisOf(all, 'Java').state, 'missing');
    assert.match(diagnosisOf(all, 'chromedriver').text, /140\.0\.1 .*, but Chromium is 156$/);
  });

  const wrongVariables: [what: string, variable: string, remove: string][] = [
    ['Chromium', 'CHROMIUM_PATH', ''],
    ['Chromium', 'CHROME_BIN', ''],
    ['chromedriver', 'CHROMEDRIVER_PATH', ''],
    ['chromedriver', 'CHROMEWEBDRIVER', 'usr/bin/chromedriver'],
    ['Java', 'JAVA_HOME', 'usr/bin/java'],
    ['adb', 'ANDROID_HOME', 'usr/lib/android-sdk/platform-tools/adb'],
    ['adb', 'ANDROID_SDK_ROOT', 'usr/lib/android-sdk/platform-tools/adb'],
  ];
  for (const [what, variable, remove] of wrongVariables)
    it(`names ${variable} if its value is the reason that ${what} is missing`, async () => {
      machine.env[variable] = '/nope1';
      if (remove) rmSync(join(folder, remove));
      const all = await examineMachine(machine);
      const diagnosis = diagnosisOf(all, what);

      assert.equal(diagnosis.state, 'missing');
      assert.match(
        diagnosis.text,
        new RegExp(`^${variable} is set to /nope1, which is not the (path|folder) of `),
      );
      assert.equal(diagnosis.fix.length, 1);
      assert.match(diagnosis.fix[0] ?? '', new RegExp(`^Set ${variable} to .*, or unset it\\.$`));
      assert.doesNotMatch(JSON.stringify(all), /undefined/);
    });

  it('reports an ANDROID_HOME that is not an SDK', async () => {
    machine.env['ANDROID_HOME'] = '/nowhere';

    assert.equal(
      diagnosisOf(await examineMachine(machine), 'ANDROID_HOME').text,
      `/nowhere is not a complete Android SDK; ${folder}/usr/lib/android-sdk is used`,
    );
  });

  it("reports that Appium's cache names a driver in another clone", () => {
    write('node_modules/appium-uiautomator2-driver/package.json', '{}');
    write(
      'node_modules/.cache/appium/extensions.yaml',
      'drivers: { uiautomator2: { pkgName: appium-uiautomator2-driver, installPath: /old/clone/driver } }',
    );

    assert.deepEqual(examineAppiumDriver(folder), {
      what: "Appium's driver",
      state: 'optional',
      text: "Appium's stored path names /old/clone/driver; the next run stores it again",
      fix: [`only if you start Appium yourself: rm -r ${folder}/node_modules/.cache/appium`],
    });
  });

  describe('with a phone', () => {
    it('reports model, Android version, root and proxy', async () => {
      fakeAdb(
        'PHONE\tdevice',
        [
          "'su -v || true') echo 28.1:MAGISKSU ;;",
          "'su -M -c '*) echo 0 ;;",
          "'su -M -g 2000 -G 3003 2000 -c '*) echo 2000 ;;",
          '*http_proxy*) echo 127.0.0.1:8080 ;;',
          '*private_dns_mode*) echo opportunistic ;;',
        ].join(' '),
      );
      const all = await examinePhone('PHONE', machine);

      assert.deepEqual(
        all.map((one) => [one.what, one.state, one.text]),
        [
          [
            'handset PHONE',
            'fine',
            'value of ro.product.model, Android value of ro.build.version.release (SDK value of ro.build.version.sdk)',
          ],
          ['root', 'fine', 'by su -M -c COMMAND'],
          ['proxy', 'optional', 'set to 127.0.0.1:8080'],
          [
            'DNS',
            'optional',
            'Private DNS is on; a run turns it off and back. DNS questions of apps are not recorded: a clean verdict has the limit dns-unseen',
          ],
        ],
      );
    });

    const absences: [string, string, RegExp, RegExp][] = [
      ['unauthorized', 'PHONE\tunauthorized', /adb says: unauthorized/, /unlock the phone/],
      ['offline', 'PHONE\toffline', /adb says: offline/, /unplug the phone and plug it in again/],
      ['another', 'OTHER\tdevice', /does not list this handset \(it lists: OTHER\)/, /USB debugging/],
      ['none', '', /does not list this handset \(it lists: none\)/, /USB debugging/],
    ];
    for (const [name, line, text, fix] of absences) {
      it(`reports the fix for a phone in adb's list: ${name}`, async () => {
        fakeAdb(line, '');
        const [phone] = await examinePhone('PHONE', machine);

        assert.equal(phone?.state, 'missing');
        assert.match(phone.text, text);
        assert.match(phone.fix.join(), fix);
      });
    }

    it('stops the adb server that it had to start', async () => {
      fakeAdb('', '');
      await examinePhone('PHONE', machine);

      assert.match(readFileSync(join(folder, 'log'), 'utf8'), /-P 1 kill-server\n$/);
    });

    it('leaves a running adb server alone', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((done) => server.once('listening', done));
      const address = server.address();
      assert.ok(typeof address === 'object' && address);
      machine.env['ANDROID_ADB_SERVER_PORT'] = String(address.port);
      fakeAdb('', '');
      try {
        await examinePhone('PHONE', machine);
      } finally {
        server.close();
      }

      assert.doesNotMatch(readFileSync(join(folder, 'log'), 'utf8'), /kill-server/);
    });

    it('refuses wrong input before it examines anything', async () => {
      for (const [options, message] of [
        [{ handset: 'sim+blue' }, /no trait 'blue'/],
        [{ handset: 'avd:' }, /not the name of an AVD/],
        [{ bundle: true }, /--bundle needs a phone/],
        [{ handset: 'PHONE', bundle: '/nowhere/phone.zip' }, /the folder \/nowhere does not exist/],
      ] as const)
        await assert.rejects(doctor(options), (error: unknown) => {
          assert.ok(error instanceof Fault && error.fix, String(error));
          assert.match(error.message, message);

          return true;
        });
    });
  });

  /** Writes a fake adb that lists `devices`, and answers shell commands by the branches of a shell `case`. */
  function fakeAdb(devices: string, branches: string): void {
    program(
      'usr/lib/android-sdk/platform-tools/adb',
      `echo "$*" >> "$LOG"; shift 2
       [ "$1" = devices ] && { echo "List of devices attached"; printf '%s\\n' '${devices}'; exit 0; }
       [ "$1" = kill-server ] && exit 0
       shift 3
       case "$(echo "$*" | /usr/bin/tr -d "'")" in ${branches.replaceAll(/'([^']*)'\)/g, '"$1")')} *ro.leakgate*) echo ;; getprop*) echo "value of $2" ;; *) exit 1 ;; esac`,
    );
  }

  function diagnosisOf(all: Diagnosis[], what: string): Diagnosis {
    const found = all.find((one) => one.what === what);
    assert.ok(found, `no diagnosis of ${what}`);

    return found;
  }

  function program(path: string, script: string): void {
    write(path, `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, path), 0o755);
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
