import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from './environment.mjs';
import { isInstalled, recordInstalled } from './installed.mjs';
import { setUp } from './setup.mjs';

const VERSIONS =
  'Found adb 35.0.2-12147458, Android build tools 2.19-10229193, Chromium 156.0.8078.108, chromedriver 156.0.8078.108, Java 17.0.15.';
/** What each tool prints when it is asked for its version. */
const VERSION_OUTPUT: Record<string, string> = {
  adb: 'Version 35.0.2-12147458',
  aapt2: 'Android Asset Packaging Tool (aapt) 2.19-10229193',
  chromium: 'Chromium 156.0.8078.108 ',
  chromedriver: 'ChromeDriver 156.0.8078.108 (abc)',
  java: 'openjdk version "17.0.15" 2025-04-15',
};

/** The packages of the programs with which tests compare the simulated handset. */
const REAL_PARTS = 'mksh toybox iptables iproute2 util-linux gcc libc6-dev linux-libc-dev'.split(' ');

describe('the set-up of a fresh machine', () => {
  let folder: string;
  let machine: Machine;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-setup-'));
    machine = {
      env: { PATH: join(folder, 'usr/bin'), LOG: join(folder, 'log'), ROOT: folder },
      platform: 'linux',
      home: join(folder, 'home'),
      root: folder,
      uid: 0,
    };
    write('etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n');
    write('project/package-lock.json', '{}');
    symlink('/usr/bin/env', 'usr/bin/env');
    command('usr/bin/npm', '/bin/mkdir -p node_modules');
    command('usr/bin/apt-get', installScript);
    recordInstalled(join(folder, 'project'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('changes nothing if everything is installed, and prints the versions', () => {
    provideEverything();

    assert.deepEqual(attempt(), { code: 0, lines: [VERSIONS], commands: [] });
  });

  it('reinstalls the npm packages after a change of the lock, and records it', () => {
    provideEverything();
    write('project/package-lock.json', '{ "changed": true }');

    assert.deepEqual(attempt(), {
      code: 0,
      lines: ['Installing the npm packages that package-lock.json names (npm ci) ...', VERSIONS],
      commands: ['npm ci --include=dev --loglevel=error'],
    });
    assert.ok(isInstalled(join(folder, 'project')));
    assert.deepEqual(
      attempt().commands,
      ['npm ci --include=dev --loglevel=error'],
      'the second time nothing is run',
    );
  });

  it('accepts packages from npm install if they match the lock', () => {
    provideEverything();
    const locked = (version: string, hash: string) => ({ version, integrity: `sha512-${hash}` });
    const lock = (packages: Record<string, unknown>) => JSON.stringify({ packages });
    const other = { ...locked('1.0.0', 'other'), optional: true };
    write(
      'project/package-lock.json',
      lock({ '': {}, 'node_modules/a': locked('1.0.0', 'a'), 'node_modules/other-platform': other }),
    );
    write('project/node_modules/.package-lock.json', lock({ 'node_modules/a': locked('1.0.0', 'a') }));
    assert.deepEqual(attempt().commands, []);

    write('project/package-lock.json', lock({ '': {}, 'node_modules/a': locked('1.0.0', 'republished') }));
    assert.deepEqual(attempt().commands, ['npm ci --include=dev --loglevel=error']);
  });

  it('stops, and records nothing, if npm ci fails', () => {
    provideEverything();
    write('project/package-lock.json', '{ "changed": true }');
    command('usr/bin/npm', 'echo "no such package" >&2; exit 1');
    const { code, lines } = attempt();

    assert.equal(code, 3);
    assert.match(lines.join('\n'), /npm ci failed: exit 1\n +no such package/);
    assert.ok(!isInstalled(join(folder, 'project')));
  });

  it('installs missing tools with apt as root, and prints a line for each', () => {
    const { code, lines, commands } = attempt();

    assert.equal(code, 0);
    assert.deepEqual(lines, [
      'Installing adb with apt (adb) ...',
      'Installing Android build tools with apt (aapt, apksigner, zipalign) ...',
      'Installing Android framework resources with apt (android-framework-res) ...',
      'Installing Chromium with apt (chromium) ...',
      'Installing chromedriver with apt (chromium-driver) ...',
      'Installing Java with apt (default-jre-headless) ...',
      `Installing mksh, toybox, iptables and gcc with apt (${REAL_PARTS.join(', ')}) ...`,
      VERSIONS,
    ]);
    assert.deepEqual(commands, [
      'apt-get update -q',
      `apt-get install -y -q --no-install-recommends adb aapt apksigner zipalign android-framework-res chromium chromium-driver default-jre-headless ${REAL_PARTS.join(' ')}`,
    ]);
  });

  it('installs nothing for a run that only tests need', () => {
    const { lines } = attempt({ tests: false });

    assert.doesNotMatch(lines.join('\n'), /framework|toybox/);
  });

  it('installs from the existing lists if apt cannot update them', () => {
    command(
      'usr/bin/apt-get',
      `[ "$1" = update ] && { echo "E: no network" >&2; exit 100; }; ${installScript}`,
    );
    const { code, lines, commands } = attempt();

    assert.equal(code, 0);
    assert.match(
      lines.join('\n'),
      /apt-get update failed, so apt's package lists may be old: exit 100\n +E: no network/,
    );
    assert.deepEqual(
      commands.map((line) => line.split(' ')[1]),
      ['update', 'install'],
    );
  });

  it("prints apt's error if the installation fails", () => {
    command('usr/bin/apt-get', 'echo "E: no network" >&2; exit 100');
    const { code, lines } = attempt();

    assert.equal(code, 3);
    assert.match(lines.join('\n'), /apt-get install failed: exit 100\n +E: no network/);
  });

  it('fails if a tool is still missing after apt succeeded', () => {
    command('usr/bin/apt-get', 'exit 0');
    const { code, lines } = attempt();

    assert.equal(code, 3);
    assert.match(lines.join('\n'), /Missing here:\n +adb: /);
  });

  it('uses sudo if it needs no password', () => {
    machine.uid = 1000;
    command('usr/bin/sudo', '[ "$2" = true ] && exit 0; shift; exec "$@"');
    const { code, commands } = attempt();

    assert.equal(code, 0);
    assert.equal(commands[0], 'sudo -n true');
    assert.match(commands.join('\n'), /^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update -q$/m);
    assert.match(commands.join('\n'), /^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y/m);
  });

  for (const sudo of ['no sudo', 'a sudo that asks for a password']) {
    it(`prints the exact commands with ${sudo}`, () => {
      machine.uid = 1000;
      if (sudo !== 'no sudo') command('usr/bin/sudo', 'exit 1');
      provideEverything();
      rmSync(join(folder, 'usr/lib/android-sdk'), { recursive: true });
      const { code, lines, commands } = attempt();

      assert.equal(code, 3);
      assert.ok(
        lines.includes('  sudo apt-get install -y --no-install-recommends adb aapt apksigner zipalign'),
      );
      assert.ok(!commands.some((line) => line.includes('apt-get')));
    });
  }

  it('prints brew commands on macOS', () => {
    machine.platform = 'darwin';
    machine.uid = 501;
    rmSync(join(folder, 'usr/bin/apt-get'));
    command('usr/bin/java', ''); // The stub that every macOS has.
    const { code, lines } = attempt();

    assert.equal(code, 3);
    assert.ok(
      lines.includes(
        '  brew install --cask android-platform-tools android-commandlinetools chromium chromedriver temurin',
      ),
      lines.join('\n'),
    );
    assert.match(lines.join('\n'), /sdkmanager/);
  });

  it('prints manual steps on a Linux without apt', () => {
    rmSync(join(folder, 'usr/bin/apt-get'));
    const { code, lines } = attempt();

    assert.equal(code, 3);
    assert.doesNotMatch(lines.join('\n'), /apt-get|brew/);
    assert.match(lines.join('\n'), /set ANDROID_HOME/);
  });

  it("ignores Ubuntu's chromium, a stub for a snap, and accepts a real Chrome", () => {
    write('etc/os-release', 'ID=ubuntu\nID_LIKE=debian\n');
    command('usr/bin/chromium-browser', 'exec /snap/bin/chromium "$@"');
    const { code, lines, commands } = attempt();

    assert.equal(code, 3);
    assert.doesNotMatch(commands.join('\n'), /chromium/);
    assert.match(lines.join('\n'), /Chromium: Ubuntu's package chromium is a stub for a snap/);

    command('usr/bin/google-chrome', '');
    command('usr/bin/chromedriver', '');
    assert.equal(attempt().code, 0);
  });

  it('rejects an old Node before any other check', () => {
    assert.deepEqual(attempt({ node: '20.18.3' }), {
      code: 3,
      lines: ['Leakgate needs Node 20.19.0 or newer; this is Node 20.18.3.'],
      commands: [],
    });
  });

  const installScript = `
    [ "$1" = install ] || exit 0
    make() {
      /bin/mkdir -p "\${1%/*}"
      case "$1" in ${Object.entries(VERSION_OUTPUT)
        .map(([tool, line]) => `*/${tool}) line='${line}' ;;`)
        .join(' ')} *) line= ;; esac
      printf '#!/bin/sh\\necho '"'%s'"'\\n' "$line" > "$1"
      /bin/chmod +x "$1"
    }
    for package in "$@"; do case "$package" in
      adb) make "$ROOT/usr/lib/android-sdk/platform-tools/adb" ;;
      aapt) make "$ROOT/usr/lib/android-sdk/build-tools/debian/aapt2" ;;
      apksigner | zipalign) make "$ROOT/usr/lib/android-sdk/build-tools/debian/$package" ;;
      android-framework-res) make "$ROOT/usr/share/android-framework-res/framework-res.apk" ;;
      chromium) make "$ROOT/usr/bin/chromium" ;;
      chromium-driver) make "$ROOT/usr/bin/chromedriver" ;;
      default-jre-headless) make "$ROOT/usr/bin/java" ;;
      mksh | toybox | gcc) make "$ROOT/usr/bin/$package" ;;
      iptables) make "$ROOT/usr/sbin/xtables-legacy-multi" ;;
      iproute2) make "$ROOT/usr/bin/ip" ;;
      util-linux) make "$ROOT/usr/bin/setpriv" ;;
    esac; done`;

  function attempt(options: { tests?: boolean; node?: string } = {}) {
    const lines: string[] = [];
    const code = setUp({
      machine,
      project: join(folder, 'project'),
      tests: options.tests ?? true,
      node: options.node ?? '20.19.0',
      print: (line) => lines.push(line),
    });

    return { code, lines, commands: read('log').split('\n').filter(Boolean) };
  }

  function provideEverything(): void {
    const tools = [
      'platform-tools/adb',
      ...['aapt2', 'apksigner', 'zipalign'].map((tool) => `build-tools/debian/${tool}`),
    ];
    for (const tool of tools) program(`usr/lib/android-sdk/${tool}`);
    for (const name of ['chromium', 'chromedriver', 'java', 'mksh', 'toybox', 'gcc', 'ip', 'setpriv'])
      program(`usr/bin/${name}`);
    program('usr/sbin/xtables-legacy-multi');
    write('usr/share/android-framework-res/framework-res.apk', '');
  }

  /** A tool that only prints its version. */
  function program(path: string): void {
    write(path, `#!/bin/sh\necho '${VERSION_OUTPUT[path.split('/').at(-1) ?? ''] ?? ''}'\n`);
    chmodSync(join(folder, path), 0o755);
  }

  /** A command that logs how it was called and then does `script`. */
  function command(path: string, script: string): void {
    write(path, `#!/bin/sh\necho "\${0##*/} $*" >> "$LOG"\n${script}\n`);
    chmodSync(join(folder, path), 0o755);
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  function symlink(target: string, path: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(target, join(folder, path));
  }

  function read(path: string): string {
    try {
      return readFileSync(join(folder, path), 'utf8');
    } catch {
      return ''; // Nothing was run, so nothing was logged.
    }
  }
});
