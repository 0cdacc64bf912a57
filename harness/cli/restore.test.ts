import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalRecord } from '../model/journal.ts';
import { restore } from './restore.ts';

/** A fake adb with one phone, `here`, which is rooted and has one setting. Other phones are not found. */
const ADB = `#!/bin/sh
serial=$6; shift 6
if [ "$serial" != here ]; then echo "adb: device '$serial' not found" >&2; exit 1; fi
case "$*" in
  "shell id -u; : || true") echo 0 ;;
  "shell if [ -e "*) ;;
  "shell settings delete global a") rm -f "$0.a" ;;
  "shell settings get global a") cat "$0.a" 2>/dev/null || echo null ;;
  "shell pm list packages io.appium") cat "$0.apps" 2>/dev/null || true ;;
  "shell dumpsys deviceidle whitelist -io.appium."*) ;;
  "shell cmd notification disallow_listener io.appium.settings/.NLService") ;;
  "shell pm uninstall io.appium.settings") echo 'package:io.appium.uiautomator2.server' > "$0.apps" ;;
  "shell pm uninstall io.appium.uiautomator2.server") rm -f "$0.apps" ;;
  "shell rm -f "*) ;;
  *) echo "unknown: $*" >&2; exit 127 ;;
esac
`;

describe('leakgate restore', () => {
  let folder: string;
  let journals: string;
  const adb = (): { path: string; port: number } => ({ path: join(folder, 'adb'), port: 1 });
  const writeJournal = async (serial: string, simulated: boolean): Promise<void> => {
    const record: JournalRecord = {
      schema: 'leakgate/journal@1',
      serial,
      simulated,
      changes: [{ kind: 'setting', id: '1-0', at: '', namespace: 'global', key: 'a', before: null }],
    };
    await mkdir(journals, { recursive: true });
    await writeFile(join(journals, `${encodeURIComponent(serial)}.json`), JSON.stringify(record));
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-restore-'));
    journals = join(folder, 'journals');
    await writeFile(join(folder, 'adb'), ADB, { mode: 0o755 });
    await writeFile(join(folder, 'adb.a'), '1');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('does nothing without a journal', async () => {
    assert.equal(await restore({ journals, adb: adb() }), 0);
    assert.equal(await restore({ journals, adb: adb(), handset: 'here' }), 0);
  });

  it('undoes the changes in a journal, and removes the journal', async () => {
    await writeJournal('here', false);
    assert.equal(await restore({ journals, adb: adb() }), 0);
    assert.deepEqual(await readdir(journals), []);
    assert.deepEqual((await readdir(folder)).sort(), ['adb', 'journals']);
  });

  it('ends with 3 if a phone is not attached, keeps its journal, and restores the others', async () => {
    await writeJournal('gone', false);
    await writeJournal('here', false);
    assert.equal(await restore({ journals, adb: adb() }), 3);
    assert.deepEqual(await readdir(journals), ['gone.json']);
  });

  it("removes Appium's apps from a phone that is named, and no phone without", async () => {
    await assert.rejects(restore({ journals, adb: adb(), removeAppium: true }), /from which phone/);
    const apps = ['io.appium.settings', 'io.appium.uiautomator2.server'];
    const file = join(folder, 'adb.apps');
    await writeFile(file, apps.map((name) => `package:${name}\n`).join(''));
    assert.equal(await restore({ journals, adb: adb(), handset: 'here' }), 0);
    assert.ok(existsSync(file), 'the apps stay without the option');
    assert.equal(await restore({ journals, adb: adb(), handset: 'here', removeAppium: true }), 0);
    assert.equal(existsSync(file), false);
    await writeFile(file, 'package:io.appium.other\n');
    assert.equal(await restore({ journals, adb: adb(), handset: 'here', removeAppium: true }), 3);
  });

  it('removes the journal of a simulated handset that has ended', async () => {
    await writeJournal('gone', true);
    assert.equal(await restore({ journals, adb: adb() }), 0);
    assert.deepEqual(await readdir(journals), []);
  });

  it("keeps the journal of a simulated handset that is running on another run's adb server", async () => {
    const adbd = createServer().listen(0, '127.0.0.1');
    await once(adbd, 'listening');
    const serial = `127.0.0.1:${(adbd.address() as AddressInfo).port}`;
    await writeJournal(serial, true);
    assert.equal(await restore({ journals, adb: adb(), handset: serial }), 3);
    assert.equal((await readdir(journals)).length, 1);
    adbd.close();
    await once(adbd, 'close');
    assert.equal(await restore({ journals, adb: adb(), handset: serial }), 0);
    assert.deepEqual(await readdir(journals), []);
  });
});
