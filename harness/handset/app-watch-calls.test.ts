import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BareShell, createBareShell } from '../simulator/testing/bare-shell.ts';
import { createAppWatcher, UNATTRIBUTED_APP, VENDOR_APP } from './app-watch.ts';
import { type WatchedApp, watchedUids } from './apps.ts';
import { createDirectTraffic } from './direct/direct-traffic.ts';
import { openJournal } from './journal/journal.ts';
import { packetCounters } from './packets/counters.ts';
import { phoneWith } from './phone.ts';
import { createRedirect } from './redirect.ts';
import { failureOf } from './shell/runner.ts';
import { fakePhone } from './testing/fake-phone.ts';

/** Most shell commands that the start may take: a slow phone needs up to 0.8 s for each. */
const MOST_COMMANDS = 10;

/** A browser with its sandbox for two users, two helpers and a keyboard. */
const APPS: WatchedApp[] = [
  ...[10_123, 20_123, 1_010_123, 1_020_123].map((uid) => ({
    uid,
    package: 'com.mi.globalbrowser.mini',
    role: 'browser' as const,
  })),
  { uid: 10_200, package: 'com.miui.analytics', role: 'helper' },
  { uid: 10_201, package: 'com.xiaomi.xmsf', role: 'helper' },
  { uid: 10_300, package: 'com.android.inputmethod.latin', role: 'keyboard' },
];

describe('the start of watching apps', () => {
  let folder: string;
  let shell: BareShell;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-calls-'));
    shell = createBareShell();
    Object.assign(shell.device, { network: { type: 'WIFI', metered: false } });
  });
  afterEach(async () => {
    shell.stop();
    await rm(folder, { recursive: true });
  });

  it(`takes ${MOST_COMMANDS} shell commands or fewer, and sets every rule`, async () => {
    const lines: string[] = [];
    const run = async (command: string) => {
      lines.push(command);
      const { code, ...printed } = await shell.run(command);
      if (code !== 0) throw failureOf({ command, exitCode: code, ...printed });

      return printed;
    };
    const fake = fakePhone();
    const adb: typeof fake.adb = async (args) =>
      args[0] === 'shell' ? await shell.run(args.slice(1).join(' ')) : await fake.adb(args);
    const phone = phoneWith('fake-1', { run }, adb, 'aosp');
    const journal = await openJournal(phone, folder);
    let port = 40_000;
    const listenFor = async (): Promise<number> => port++;
    const redirect = createRedirect(phone, journal, 8080, listenFor);
    const direct = createDirectTraffic(phone, journal, listenFor);
    const counters = packetCounters(phone, journal, (uid) => direct.covers(uid));
    lines.length = 0;
    const { apps, events, notRedirected } = await createAppWatcher(phone, counters, 33).watch(
      APPS,
      redirect,
      {},
      direct,
    );
    process.stdout.write(`      ${lines.length} shell commands, ${fake.lines.length} of adb\n`);
    assert.deepEqual([apps, events, notRedirected], [[...APPS, VENDOR_APP, UNATTRIBUTED_APP], [], undefined]);
    assert.ok(lines.length <= MOST_COMMANDS, lines.join('\n'));
    await counters.stopReading();
    assert.equal(await direct.findBreak(), undefined);
    assert.equal(await redirect.findBreak(), undefined);
    const mangle = (await shell.run('su 0 iptables -t mangle -S')).stdout;
    for (const uid of [...watchedUids(APPS), 'unknown'])
      assert.match(mangle, new RegExp(`-j leakgate-${uid}$`, 'm'));
    assert.deepEqual((await journal.restore()).failed, []);
    assert.doesNotMatch((await shell.run('su 0 iptables -t mangle -S')).stdout, /leakgate/);
  });
});
