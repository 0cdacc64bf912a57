import assert from 'node:assert/strict';
import { type PhoneState, readPhoneState } from './phone-state.ts';
import { type BareShell, createBareShell } from '../simulator/testing/bare-shell.ts';
import type { Phone } from './phone.ts';
import { fakePhone, shellError } from './testing/fake-phone.ts';

const POWER = '  mWakefulness=Awake\n  mLastSleepTime=86414 (1m2s345ms ago)\n';
const POLICY = `Restrict background: false
Restrict power: false
Device idle: false
  UID=1000, state={procState=PER ,seq=1,cap=LCMN}, blocked_state={blocked=NONE,allowed=SYSTEM|FOREGROUND,effective=NONE}
  UID=10123, state={procState=TOP ,seq=9,cap=LCMN}, blocked_state={blocked=APP_BACKGROUND,allowed=TOP,effective=NONE}
  UID=10200, state={null}, blocked_state={blocked=APP_STANDBY|APP_BACKGROUND,allowed=NONE,effective=APP_STANDBY|APP_BACKGROUND}
`;
const NEXT = '-- leakgate --\n';
const RUNNING: PhoneState = {
  boot: 'ea1f3d6e-7d1c-4c5e-8f2d-0c1b2a394857',
  systemStarts: '1',
  wakefulness: 'Awake',
  lastSleepMs: 86_414,
  deviceIdle: false,
  batterySaver: false,
  dataSaver: false,
  blocked: [
    { uid: 10_123, reasons: [] },
    { uid: 10_200, reasons: ['APP_STANDBY', 'APP_BACKGROUND'] },
  ],
  restricted: [],
};

describe('readPhoneState', () => {
  const read = async (
    change: { power?: string; policy?: string; appOps?: string; uids?: number[] } = {},
  ): Promise<PhoneState> => {
    const { power = POWER, policy = POLICY, appOps = 'No operations.\n', uids = [10_123, 10_200] } = change;
    const fake = fakePhone();
    fake.intercept = () => [`${RUNNING.boot}\n`, '1\n', power, policy, appOps].join(NEXT);

    return await readPhoneState(fake.phone, uids, ['com.miui.analytics']);
  };

  it('reads the boot, the power, and what blocks the network of the UIDs', async () =>
    assert.deepEqual(await read(), RUNNING));

  const changes: [string, Parameters<typeof read>[0], Partial<PhoneState>][] = [
    [
      'a phone that sleeps',
      { power: '  mWakefulness=Asleep\n  mLastGlobalSleepTime=99 (1s ago)\n' },
      { wakefulness: 'Asleep', lastSleepMs: 99 },
    ],
    ['Doze', { policy: POLICY.replace('idle: false', 'idle: true') }, { deviceIdle: true }],
    ['battery saver', { policy: POLICY.replace('power: false', 'power: true') }, { batterySaver: true }],
    ['data saver', { policy: POLICY.replace('background: false', 'background: true') }, { dataSaver: true }],
    [
      'an app that its owner restricts',
      { appOps: 'RUN_ANY_IN_BACKGROUND: ignore; rejectTime=+1d ago\n' },
      { restricted: ['com.miui.analytics'] },
    ],
    ['a UID that is not listed', { uids: [10_999] }, { blocked: [] }],
    [
      'reasons about metered networks as no reason',
      {
        policy: `${POLICY}  UID=10300, blocked_state={effective=DATA_SAVER|METERED_USER_RESTRICTED}\n`,
        uids: [10_300],
      },
      { blocked: [{ uid: 10_300, reasons: [] }] },
    ],
    [
      'the rules of Android 11 and older',
      {
        policy:
          'Device idle: false\n  UID=10123 state=2 (fg) rules=0 (NONE)\n  UID=10200 state=16 (bg) rules=64 (REJECT_ALL)\n',
      },
      {
        batterySaver: null,
        dataSaver: null,
        blocked: [
          { uid: 10_123, reasons: [] },
          { uid: 10_200, reasons: ['REJECT_ALL'] },
        ],
      },
    ],
  ];
  for (const [name, change, expected] of changes)
    it(`reads ${name}`, async () => assert.deepEqual(await read(change), { ...RUNNING, ...expected }));

  it('reports what the phone does not report as null', async () => {
    const fake = fakePhone();
    fake.intercept = (line) => {
      throw shellError(line, 1, 'not found');
    };
    const state = await readPhoneState(fake.phone, [10_123], ['com.miui.analytics']);
    assert.deepEqual(new Set(Object.values(state)), new Set([null]));
  });
});

describe('the state of a simulated handset', () => {
  let shell: BareShell;
  beforeEach(() => {
    shell = createBareShell();
  });
  afterEach(() => shell.stop());
  const read = async (): Promise<PhoneState> => {
    const { phone } = fakePhone();
    const onHandset = {
      ...phone,
      shell: async (command) => ('raw' in command ? (await shell.run(command.raw)).stdout : ''),
    } satisfies Phone;
    const [uid] = shell.device.packages.list().flatMap((app) => (app.uid >= 10_000 ? [app.uid] : []));

    return await readPhoneState(onHandset, [uid ?? 0], ['com.miui.analytics']);
  };

  it('shows Doze and data saver while they are on', async () => {
    const usual = await read();
    assert.deepEqual([usual.deviceIdle, usual.dataSaver, usual.blocked?.[0]?.reasons], [false, false, []]);
    await shell.run('dumpsys deviceidle force-idle; cmd netpolicy set restrict-background true');
    const saving = await read();
    assert.deepEqual(
      [saving.deviceIdle, saving.dataSaver, saving.blocked?.[0]?.reasons],
      [true, true, ['DOZE']],
    );
    await shell.run('dumpsys deviceidle unforce; cmd netpolicy set restrict-background false');
    assert.deepEqual(await read(), usual);
  });
});
