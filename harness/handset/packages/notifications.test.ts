import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserSchema } from '../../model/browser.ts';
import { type BareShell, createBareShell } from '../../simulator/testing/bare-shell.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { type Phone, phoneWith } from '../phone.ts';
import { ShellError } from '../shell/runner.ts';
import { NOTIFICATIONS, readNotifications } from './notification-permission.ts';
import { denyNotifications } from './notifications.ts';

const NAME = 'a.b';
const declaration = {
  family: 'mint',
  package: NAME,
  versionName: '1',
  versionCode: 1,
  activity: 'a.b.Main',
  walls: [{ when: 'first-launch', owner: 'permission', title: 't', accept: 'a', dismiss: 'd' }],
};

describe('denyNotifications', () => {
  let shell: BareShell;
  let phone: Phone;
  let journal: Journal;
  let folder: string;
  let lines: string[];

  /** A simulated phone with a browser that asks for the permission. `refusing` makes `pm revoke` fail, as on MIUI. */
  const start = async (walls = declaration.walls, refusing = false): Promise<void> => {
    shell = createBareShell({
      read: async () => ({
        package: NAME,
        versionName: '1',
        versionCode: 1,
        minSdk: 21,
        targetSdk: 33,
        debuggable: false,
        signer: 'aa'.repeat(32),
        launchActivity: 'a.b.Main',
        activities: ['a.b.Main'],
        abis: [],
        instrumentations: [],
        isSplit: false,
        splitRequired: false,
        browser: { declaration: browserSchema.parse({ ...declaration, walls }), source: '' },
      }),
    });
    lines = [];
    const runner = {
      async run(command: string) {
        lines.push(command);
        const { code, ...output } =
          refusing && command.startsWith('pm revoke')
            ? { code: 255, stdout: '', stderr: 'java.lang.SecurityException: GRANT_RUNTIME_PERMISSIONS' }
            : await shell.run(command);
        if (code !== 0) throw new ShellError({ command, exitCode: code, ...output });

        return output;
      },
    };
    phone = phoneWith('fake', runner, async () => ({ stdout: '', stderr: '' }), null);
    await shell.run('pm install -S 3', 'apk');
    journal = await openJournal(phone, folder, true);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-notifications-'));
  });
  afterEach(async () => {
    shell.stop();
    await rm(folder, { recursive: true });
  });

  it('denies the permission for good, again after each clear, and is undone', async () => {
    await start();
    const before = { granted: true, flags: ['USER_SET'] };
    await shell.run(`pm grant ${NAME} ${NOTIFICATIONS}`);
    await shell.run(`pm set-permission-flags ${NAME} ${NOTIFICATIONS} user-set`);
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(await denyNotifications(phone, journal, NAME), { kind: 'denied' });
      assert.deepEqual(await readNotifications(phone, NAME), {
        granted: false,
        flags: ['USER_SET', 'USER_FIXED'],
      });
      assert.deepEqual(
        journal.pending().map(({ kind }) => kind),
        ['notifications'],
      );
      await shell.run(`pm clear ${NAME}`);
      assert.deepEqual(await readNotifications(phone, NAME), { granted: false, flags: [] });
    }
    assert.deepEqual((await journal.restore()).failed, []);
    assert.deepEqual(await readNotifications(phone, NAME), before);
  });

  it('changes nothing if the app does not request the permission, or is not installed', async () => {
    await start([]);
    assert.deepEqual(await denyNotifications(phone, journal, NAME), { kind: 'not-requested' });
    assert.deepEqual(await denyNotifications(phone, journal, 'not.here'), { kind: 'not-requested' });
    assert.deepEqual(journal.pending(), []);
    assert.ok(lines.every((line) => !line.startsWith('pm revoke')));
  });

  it('reports that the phone refuses it, as MIUI does', async () => {
    await start(declaration.walls, true);
    const denial = await denyNotifications(phone, journal, NAME);
    assert.ok(denial.kind === 'refused');
    assert.match(denial.why, /GRANT_RUNTIME_PERMISSIONS/);
  });

  it('is undone also if the package is gone', async () => {
    await start();
    await denyNotifications(phone, journal, NAME);
    await shell.run(`pm uninstall ${NAME}`);
    assert.deepEqual((await journal.restore()).failed, []);
  });
});
