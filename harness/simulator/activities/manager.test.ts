import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AndroidError, type StartRequest } from '../device.ts';
import {
  browserActivity,
  browserPackage,
  browserStart,
  createDoubledHandset,
  type DoubledHandset,
  settingsActivity,
} from './testing/doubles.ts';

describe('the activity manager', () => {
  let handset: DoubledHandset;

  afterEach(() => handset.stop());

  const start = (special: Partial<StartRequest> = {}) =>
    handset.manager.start({ ...browserStart, ...special });
  const names = (): string[] => handset.events.map(({ event }) => event);
  const pids = (): string[] => handset.manager.processes().map(({ name }) => name);

  it('starts a browser, and brings it to the front again', async () => {
    handset = createDoubledHandset();
    const first = await start();
    assert.equal(first.status, 'ok');
    assert.deepEqual(handset.manager.focused(), { package: browserPackage, activity: browserActivity });
    assert.deepEqual(pids(), [browserPackage]);
    assert.deepEqual(handset.manager.enginePids(), [4711]);

    await handset.manager.home();
    assert.equal(handset.manager.focused().package, 'com.miui.home');
    const restarted = await start();

    assert.equal(restarted.status, 'brought-to-front');
    assert.deepEqual(names(), ['launch', 'background', 'foreground']);
  });

  const unknown: { name: string; special: Partial<StartRequest>; message: string }[] = [
    {
      name: 'an activity',
      special: { activity: `${browserPackage}.Nothing` },
      message: `Error type 3\nError: Activity class {${browserPackage}/.Nothing} does not exist.`,
    },
    {
      name: 'a package',
      special: { package: 'com.nobody', activity: 'com.other.Main' },
      message: 'Error type 3\nError: Activity class {com.nobody/com.other.Main} does not exist.',
    },
  ];
  for (const { name, special, message } of unknown)
    it(`refuses ${name} that does not exist, with the message of am`, async () => {
      handset = createDoubledHandset();

      await assert.rejects(
        start(special),
        (error) => error instanceof AndroidError && error.message === message,
      );
    });

  it("refuses to run a vendor's APK, and reports it", async () => {
    handset = createDoubledHandset();
    const vendor = { package: 'com.vendor.browser', activity: 'com.vendor.browser.Main' };

    await assert.rejects(
      start(vendor),
      /cannot run com\.vendor\.browser: its APK contains no assets\/browser\.json/,
    );
    assert.deepEqual(handset.reports, ['ui: starting com.vendor.browser']);
    assert.deepEqual(pids(), []);
  });

  it("starts Appium's settings app without bringing it to the front", async () => {
    handset = createDoubledHandset();
    await start({ package: 'io.appium.settings', activity: 'io.appium.settings.Settings' });

    assert.deepEqual(pids(), ['io.appium.settings']);
    assert.equal(handset.manager.focused().package, 'com.miui.home');
  });

  it('stops a package first on request, so that it launches again', async () => {
    handset = createDoubledHandset();
    await start();
    const [before] = handset.manager.processes();
    const second = await start({ stopFirst: true });
    const [after] = handset.manager.processes();

    assert.equal(second.status, 'ok');
    assert.notEqual(before?.pid, after?.pid);
    assert.deepEqual(names(), ['launch', 'launch']);
  });

  it('ends a process without an event for its script, and its jobs only by force', async () => {
    handset = createDoubledHandset();
    for (const how of ['forceStop', 'kill'] as const) {
      await start();
      await handset.manager[how](browserPackage);
      assert.deepEqual(pids(), []);
      assert.equal(handset.manager.focused().package, 'com.miui.home');
    }

    assert.deepEqual(names(), ['launch', 'launch']);
    assert.deepEqual(handset.stops, ['forced', 'killed']);
  });

  it('ends the process whose web engine crashed', async () => {
    handset = createDoubledHandset();
    await start();
    handset.crash('SIGSEGV');
    await nextTurn();
    await nextTurn();

    assert.deepEqual(pids(), []);
    assert.equal(handset.manager.focused().package, 'com.miui.home');
  });

  it('freezes a browser that stays in the background, and thaws it', async () => {
    handset = createDoubledHandset({}, 14);
    await start();
    await handset.manager.home();
    handset.device.clock.setFast(true);
    await handset.device.clock.sleep(60_000);
    assert.equal(handset.manager.processes()[0]?.frozen, true);
    await start();

    assert.equal(handset.manager.processes()[0]?.frozen, false);
    assert.deepEqual(names().slice(2), ['freeze', 'thaw', 'foreground']);
  });

  it('reports an update to a release that replaced another', async () => {
    handset = createDoubledHandset();
    await start();
    const installed = handset.device.packages.get(browserPackage);
    assert.ok(installed);
    installed.versionCode += 1;
    await start({ stopFirst: true });
    await start({ stopFirst: true });

    assert.deepEqual(names(), ['launch', 'update', 'launch', 'launch']);
  });

  it('opens the URL of a VIEW intent, and the settings for their activity', async () => {
    handset = createDoubledHandset();
    await start({ action: 'android.intent.action.VIEW', data: 'https://a.example/' });
    await nextTurn();
    assert.deepEqual(handset.tabs[0]?.calls, ['navigate https://a.example/ intent']);

    await start({ activity: settingsActivity });
    assert.equal(handset.manager.focused().activity, settingsActivity);
  });

  it('reopens private tabs only if the browser restores them', async () => {
    const cases: [privately: object, opened: number][] = [
      [{}, 1],
      [{ restoredOnRelaunch: true }, 2],
      [{ demotedOnRelaunch: true }, 1],
    ];
    for (const [privately, expected] of cases) {
      handset = createDoubledHandset({ private: privately });
      await start();
      await startPrivately(handset);
      await start({ stopFirst: true });
      await nextTurn();
      const opened = handset.events.filter(({ event }) => event === 'privateOpened').length;
      assert.equal(opened, expected, JSON.stringify(privately));
      await handset.stop();
    }
  });

  it('reopens private tabs as normal ones if the browser demotes them', async () => {
    handset = createDoubledHandset({ private: { demotedOnRelaunch: true, viewIntents: 'private' } });
    await start();
    await startPrivately(handset);
    await start({ action: 'android.intent.action.VIEW', data: 'https://a.example/' });
    await nextTurn();
    const before = handset.tabs.length;
    await start({ stopFirst: true });
    await nextTurn();
    assert.deepEqual(
      handset.tabs.slice(before).map((tab) => tab.private),
      [false],
    );
  });

  it('lists bound helpers and isolated processes, each with its own UID', async () => {
    handset = createDoubledHandset({ isolated: [99_001] });
    await start();
    handset.manager.bindService('io.appium.settings');
    handset.manager.bindService('not.installed');
    assert.equal(
      handset.manager.startIsolated(browserPackage),
      handset.manager.startIsolated(browserPackage) - 1,
    );
    assert.throws(() => handset.manager.startIsolated('not.running'), /is not running/);
    assert.deepEqual(
      handset.manager.processes().map(({ name, uid }) => [name.replace(browserPackage, ''), uid > 99_000]),
      [
        ['', false],
        [':sandboxed_process0', true],
        [':sandboxed_process1', true],
        [':sandboxed_process2', true],
        ['io.appium.settings', false],
      ],
    );
  });

  it('has another version after its process has ended, if a store updates it', async () => {
    const updates: unknown[] = [];
    handset = createDoubledHandset({ update: { versionName: '3.4.1', versionCode: 30401 } });
    Object.assign(handset.device.packages, {
      applyUpdate: (...updateArgs: unknown[]) => void updates.push(updateArgs),
    });
    await start();
    assert.deepEqual(updates, []);
    await handset.manager.forceStop(browserPackage);
    assert.deepEqual(updates, [[browserPackage, { versionName: '3.4.1', versionCode: 30401 }]]);
  });

  it('reports a change of the network to a release', async () => {
    handset = createDoubledHandset();
    await start();
    handset.changeNetwork();
    assert.deepEqual(names(), ['launch', 'networkChanged']);
  });

  it('runs the UiAutomator2 server only while it is instrumented', async () => {
    handset = createDoubledHandset();
    await assert.rejects(handset.ask('GET', '/status'), /ECONNREFUSED/);
    const run = handset.manager.instrument();
    assert.equal((await handset.ask('GET', '/status')).status, 200);
    assert.deepEqual(pids(), ['io.appium.uiautomator2.server']);

    await handset.manager.forceStop('io.appium.uiautomator2.server');
    await run.ended;
    assert.deepEqual(pids(), []);
    await assert.rejects(handset.ask('GET', '/status'), /ECONNREFUSED/);
  });
});

/** Menu, then "New incognito tab": the middle of the buttons. */
async function startPrivately({ manager }: DoubledHandset): Promise<void> {
  await manager.input.tap(900, 2270);
  await manager.input.tap(500, 1375);
}
