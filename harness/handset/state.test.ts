import assert from 'node:assert/strict';
import { readApps, readKeyboard, watchedUids } from './apps.ts';
import { isAwake } from './awake.ts';
import { readIdentity } from './identity-values.ts';
import { phoneWith } from './phone.ts';
import { parseProcesses } from './processes.ts';
import { SWITCH_FILES } from './journal/changes/dead-man-switch.ts';
import { type FakePhone, shellError, fakePhone } from './testing/fake-phone.ts';

const BROWSER = 'com.mi.globalbrowser.mini';
/** The output of `dumpsys activity processes` on AOSP 13, shortened. */
const processes = (frozen: string): string => `ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)
  All known processes:
  *APP* UID 10123 ProcessRecord{8e1f0d 4321:${BROWSER}/u0a123}
    user #0 uid=10123 gids={50123, 20123, 9997, 3003}
    lastCompactTime=0 lastCompactAction=0
    hasPendingCompaction=false    isFreezeExempt=false isPendingFreeze=false${frozen}
  *APP* UID 99004 ProcessRecord{77aa01 4399:${BROWSER}:sandboxed_process0:org.chromium.content.app.SandboxedProcessService0:0/u0a123i4}
    hasPendingCompaction=false    isFreezeExempt=false isPendingFreeze=false isFrozen=true
  *PERS* UID 10077 ProcessRecord{1bc3 900:com.mi.globalbrowser.minimum/u0a77}
`;

describe('processesIn', () => {
  it('reads processes with their own UIDs, and whether each is frozen', () => {
    assert.deepEqual(
      parseProcesses(processes(' isFrozen=false')).map(({ pid, uid, frozen }) => [pid, uid, frozen]),
      [
        [4321, 10_123, false],
        [4399, 99_004, true],
        [900, 10_077, null],
      ],
    );
  });
});

describe('isAwake', () => {
  let fake: FakePhone;
  let dump: string;
  let cgroup: string | undefined;
  beforeEach(() => {
    fake = fakePhone();
    dump = processes(' isFrozen=false');
    cgroup = undefined;
    fake.intercept = (line) => {
      if (line.startsWith('dumpsys activity processes')) return dump;
      if (!line.startsWith('cat /sys/fs/cgroup/uid_10123/pid_4321/cgroup.freeze')) return undefined;
      if (cgroup === undefined) throw shellError(line, 1, 'No such file or directory');

      return cgroup;
    };
  });
  const rows: [string, () => void, boolean | null][] = [
    ['runs and is not frozen', () => undefined, true],
    ['is frozen by Android', () => (dump = processes(' isFrozen=true')), false],
    ["is frozen by the vendor's freezer", () => (cgroup = '1\n'), false],
    [
      'is not frozen according to the kernel, without a report by Android',
      () => ([dump, cgroup] = [processes(''), '0\n']),
      true,
    ],
    ['does not run', () => (dump = 'ACTIVITY MANAGER RUNNING PROCESSES\n'), false],
    ['runs on a phone that does not report freezing', () => (dump = processes('')), null],
  ];
  for (const [name, arrange, expected] of rows)
    it(`is ${expected} for a process that ${name}`, async () => {
      arrange();
      assert.equal(await isAwake(fake.phone, { sdk: 33 }, BROWSER), expected);
    });

  for (const [age, expected, roots] of [
    [2, false, 0],
    [3, true, 1],
  ] as const)
    it(`uses states that the program on the phone wrote ${age} s ago: ${roots} calls of su`, async () => {
      cgroup = '0\n';
      const answer = fake.intercept;
      fake.intercept = (line) =>
        line === `cat /proc/uptime ${SWITCH_FILES.frozen}`
          ? `${100 + age}.00 5\n100.00 5\n/sys/fs/cgroup/uid_10123/pid_4321/cgroup.freeze:1\n`
          : answer?.(line);
      assert.equal(await isAwake(fake.phone, { sdk: 33 }, BROWSER), expected);
      assert.equal(fake.lines.filter((line) => line.startsWith('cat /sys/fs')).length, roots);
    });

  it('is true on an Android version without a freezer', async () => {
    dump = processes('');
    assert.equal(await isAwake(fake.phone, { sdk: 29 }, BROWSER), true);
  });
});

describe('appsOf', () => {
  const fake = fakePhone();
  const uids: Record<string, number[]> = {
    [BROWSER]: [10_123, 99_910_123],
    'com.miui.analytics': [10_050],
    'com.android.inputmethod.latin': [10_060],
  };
  const packages = { uids: async (name: string) => uids[name] ?? [] };

  it('lists the browser for every user, sandboxes, installed helpers and the keyboard, but no isolated process', async () => {
    fake.intercept = (line) =>
      line.startsWith('dumpsys activity processes') ? processes(' isFrozen=false') : undefined;
    fake.settings.set('secure/default_input_method', 'com.android.inputmethod.latin/.LatinIME');
    const apps = await readApps(fake.phone, packages, 33, BROWSER, ['com.miui.analytics', 'com.xiaomi.xmsf']);
    assert.deepEqual(
      apps.map(({ uid, role }) => [uid, role]),
      [
        [10_123, 'browser'],
        [99_910_123, 'browser'],
        [20_123, 'browser'],
        [99_920_123, 'browser'],
        [10_050, 'helper'],
        [10_060, 'keyboard'],
      ],
    );
    assert.deepEqual(watchedUids(apps).length, 5);
  });

  it('lists no sandboxes before Android 13, and a shared UID once', async () => {
    uids['com.xiaomi.xmsf'] = [10_050];
    const apps = await readApps(fake.phone, packages, 32, BROWSER, ['com.miui.analytics', 'com.xiaomi.xmsf']);
    assert.deepEqual(
      apps.filter(({ role }) => role !== 'keyboard').map(({ uid, package: name }) => [uid, name]),
      [
        [10_123, BROWSER],
        [99_910_123, BROWSER],
        [10_050, 'com.miui.analytics'],
      ],
    );
  });

  it('has no keyboard to list if none is set', async () => {
    fake.settings.clear();
    assert.equal(await readKeyboard(fake.phone, packages), undefined);
  });
});

describe('readIdentity', () => {
  const ssaid = `<?xml version='1.0' encoding='utf-8'?><settings version="-1">
<setting id="1" name="10123" value="aaaa1111bbbb2222" package="${BROWSER}" defaultValue="x" defaultSysSet="true" />
<setting id="2" name="10124" value="9999888877776666" package="other.app" /></settings>`;
  const parcel = `Result: Parcel(
  0x00000000: 00000000 0000000f 00350033 00310036 '........3.5.6.1.'
  0x00000010: 00320030 00340033 00360035 00380037 '0.2.3.4.5.6.7.8.'
  0x00000020: 00300039 00000031                   '9.0.1...        ')`;
  const answers: [string, string][] = [
    ['settings get secure android_id', '0123456789abcdef\n'],
    ['settings get secure bluetooth_address', 'null\n'],
    ['cat /data/system/users/0/settings_ssaid.xml', ssaid],
    ['adid_settings.xml', '<map><string name="adid_key">6f9619ff-8b86-d011-b42d-00cf4fc964ff</string></map>'],
    ['getprop ro.serialno', 'R58M123ABC\n'],
    ['service call iphonesubinfo 1', parcel],
    ['cat /sys/class/net/wlan0/address', '02:00:00:00:00:00\n'],
    ['dumpsys account', 'Accounts: 1\n    Account {name=somebody@gmail.com, type=com.google}\n'],
  ];
  const answering = (): FakePhone => {
    const fake = fakePhone();
    fake.intercept = (line) => {
      const [, text] = answers.find(([part]) => line.includes(part)) ?? [];
      if (text === undefined) throw shellError(line, 127, 'inaccessible or not found');

      return text;
    };

    return fake;
  };

  it('returns each value with its source, without placeholders', async () => {
    const values = await readIdentity(answering().phone, BROWSER);
    assert.deepEqual(
      values.map(({ name, value }) => [name, value]),
      [
        ['android_id', '0123456789abcdef'],
        ['android_id', 'aaaa1111bbbb2222'],
        ['advertising_id', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
        ['serial', 'R58M123ABC'],
        ['imei', '356102345678901'],
        ['account', 'somebody@gmail.com'],
      ],
    );
    assert.equal(values[1]?.source, 'cat /data/system/users/0/settings_ssaid.xml');
  });

  it('reads values that need no root on a phone that is not rooted', async () => {
    const fake = answering();
    const values = await readIdentity(phoneWith('fake-1', fake.runner, fake.adb, null), BROWSER);
    assert.deepEqual(
      values.map(({ name }) => name),
      ['android_id', 'serial', 'account'],
    );
  });
});
