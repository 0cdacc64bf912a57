import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BareShell, createBareShell } from '../simulator/testing/bare-shell.ts';
import { senderApps } from './apps.ts';
import { type AttributionResult, createAppWatcher } from './app-watch.ts';
import { openJournal } from './journal/journal.ts';
import { readInstalled } from './known-uids.ts';
import { packetCounters } from './packets/counters.ts';
import { reachPhone, type Phone } from './phone.ts';
import { ShellError } from './shell/runner.ts';
import type { Redirect } from './redirect.ts';

const HELPERS = ['com.miui.analytics', 'com.xiaomi.xmsf'];
const SDK = 33;

/**
 * Lines of rules that exempt the known UIDs: 300 apps and their sandboxes for two users, in 4 ranges for each gap between UIDs. A line
 * holds 3 KB of rules for both address families.
 */
const MOST_LINES = 5;

/** How many commands a phone was sent. */
interface Busyness {
  start: number;
  /** Each reading of the counters. */
  reading: number;
  /** Each search for new UIDs. */
  search: number;
  watched: AttributionResult;
}

describe('a busy phone', () => {
  let shell: BareShell;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-busy-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const reach = async (lines: string[]): Promise<Phone> => {
    const run = async (command: string) => {
      lines.push(command);
      const { code, ...output } = await shell.run(command);
      if (code !== 0) throw new ShellError({ command, exitCode: code, ...output });

      return output;
    };

    return await reachPhone('fake', { run }, async () => ({ stdout: '', stderr: '' }));
  };
  const redirect: Redirect = {
    redirectUids: async () => ({ isNew: true }),
    add: async () => undefined,
    uids: () => [],
    findBreak: async () => undefined,
  };
  const isFirstUser = ({ uid }: { uid: number }): boolean => uid < 100_000;
  /** Watches the first user's helpers as the apps of a case, on a phone of its own. */
  const watch = async (busy: boolean): Promise<Busyness> => {
    shell = createBareShell({ busy });
    const lines: string[] = [];
    try {
      const phone = await reach(lines);
      const journal = await openJournal(phone, join(folder, String(busy)));
      const counters = packetCounters(phone, journal);
      const { uids } = await readInstalled(phone);
      const apps = senderApps(uids, SDK, HELPERS[0] ?? '', HELPERS.slice(1)).filter(isFirstUser);
      const watcher = createAppWatcher(phone, counters, SDK);
      const count = async <T>(action: () => Promise<T>): Promise<[T, number]> => {
        lines.length = 0;

        return [await action(), lines.length];
      };
      const [watched, start] = await count(() => watcher.watch(apps, redirect, {}));
      const [, reading] = await count(() => counters.read());
      const [, search] = await count(() => watcher.findNew('not.installed', [], redirect));
      await counters.stop();

      return { start, reading, search, watched };
    } finally {
      shell.stop();
    }
  };

  it('has 300 apps more, and a second user with UIDs of its own', async () => {
    shell = createBareShell({ busy: true });
    try {
      const { users, uids } = await readInstalled(await reach([]));
      assert.deepEqual(users, [0, 10]);
      assert.ok(uids.size > 300, String(uids.size));
      assert.deepEqual(uids.get('com.miui.analytics'), [10_060, 1_010_060]);
    } finally {
      shell.stop();
    }
  });

  it('takes as many commands for each reading as another phone, and a few lines of rules more to start', async () => {
    const [usual, busy] = [await watch(false), await watch(true)];
    // The bare shell has no network, which the other counters read.
    for (const { watched } of [usual, busy])
      assert.ok(watched.events.every((event) => event.kind === 'packet-counter' && event.by !== 'iptables'));
    process.stdout.write(
      `      commands to watch 3 UIDs: ${usual.start}, on a busy phone ${busy.start}; for each reading: ${usual.reading}, on a busy phone ${busy.reading}\n`,
    );
    assert.equal(busy.reading, usual.reading);
    // The list of the second user's packages is one more command.
    assert.equal(busy.search, usual.search + 1);
    assert.ok(busy.start <= usual.start + MOST_LINES, `${busy.start - usual.start} commands more`);
  });
});
