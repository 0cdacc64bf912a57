import assert from 'node:assert/strict';
import { browserActivity } from '../simulator/activities/testing/doubles.ts';
import type { BrowserTables } from '../model/family.ts';
import { Fault } from '../model/fault.ts';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { type BrowserPage, browserFor } from './browser-page.ts';
import { tablesFor } from './release-screens.ts';
import { type DoubledPhone, startDoubledPhone } from './testing/doubled-phone.ts';

/** Words that are in no table: only ids and activities can find these dialogs. */
const WORDS = { title: 'Можно?', accept: 'Да, конечно', dismiss: 'Нет уж' };
const wall = (owner: string, special: Record<string, unknown> = {}) => ({
  when: 'first-launch',
  owner,
  ...WORDS,
  ...special,
});

describe('dialogs of other apps', () => {
  let tables: BrowserTables;
  let phone: DoubledPhone;
  let page: BrowserPage;

  const start = async (walls: unknown[], options: { googlePlay?: boolean; consent?: unknown } = {}) => {
    phone = await startDoubledPhone({ walls, consent: options.consent ?? null }, options);
    const release = {
      family: 'mint',
      package: phone.package,
      versionName: '3.4.0',
      activity: browserActivity,
    };
    page = browserFor(release, phone.handset, tables);
  };
  const permission = (name: string) => phone.doubled.device.packages.permissions.get(phone.package, name);
  const rejection = async (running: Promise<unknown>): Promise<Fault> => {
    const error = await running.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Fault, String(error));

    return error;
  };

  before(async () => {
    tables = tablesFor(await readBrowserTables(await readFamilies()), { family: 'mint', simulated: true });
  });
  afterEach(() => phone.stop());

  for (const [googlePlay, name] of [
    [false, 'com.android.permissioncontroller'],
    [true, 'com.google.android.permissioncontroller'],
  ] as const) {
    it(`denies a permission of ${name} before the first screen, whatever its words`, async () => {
      const location = 'android.permission.ACCESS_FINE_LOCATION';
      await start([wall('permission', { permission: location })], { googlePlay });
      await phone.handset.launch(page.release);
      assert.equal((await phone.handset.focused()).package, name);
      assert.deepEqual(await page.launch(), ['permission']);
      assert.equal(await page.isForeground(), true);
      assert.deepEqual(permission(location), { granted: false, flags: new Set(['USER_SET']) });
    });

    it(`cancels the question of ${name} for the default browser`, async () => {
      await start([wall('default-browser')], { googlePlay });
      assert.deepEqual(await page.launch(), ['default-browser']);
      assert.equal(await page.isForeground(), true);
    });
  }

  it('are closed one after the other, before the consent dialog is answered', async () => {
    await start([wall('default-browser'), wall('permission')], {
      consent: { when: 'first-launch', agree: 'agree', disagree: 'exit' },
    });
    assert.deepEqual(await page.launch(), ['default-browser', 'permission']);
    assert.equal(await page.answerConsent('agree'), true);
  });

  it('waits for an app that does not respond', async () => {
    await start([wall('not-responding')]);
    await page.launch();
    // Android reports the browser's activity as focused, below the dialog.
    assert.deepEqual(phone.doubled.manager.focused(), {
      package: phone.package,
      activity: browserActivity,
      window: `Application Not Responding: ${phone.package}`,
    });
    assert.deepEqual(await page.dismissWalls(), ['not-responding']);
    assert.deepEqual(await page.dismissWalls(), []);
    assert.equal(await page.isForeground(), true);
  });

  it('names a crash by its title, and closes the dialog before the next launch', async () => {
    await start([wall('crashed', { title: 'Mint Browser keeps stopping' })]);
    assert.deepEqual(await page.launch(), []);
    const fault = await rejection(page.dismissWalls());
    assert.match(
      fault.message,
      /^doubled shows the dialog 'crashed' with the title 'Mint Browser keeps stopping'$/,
    );
    assert.match(fault.fix ?? '', /crashed during the case/);
    const [closed] = await page.launch();
    assert.equal(closed, 'crashed');
  });

  it('waits for the app of a dialog that appears during a case, and goes on', async () => {
    await start([]);
    await page.launch();
    phone.doubled.device.chaos.set('anr', true);
    assert.equal(phone.doubled.manager.focused().window, `Application Not Responding: ${phone.package}`);
    assert.deepEqual(await page.dismissWalls(), ['not-responding']);
    assert.equal(phone.doubled.device.chaos.has('anr'), false);
    assert.equal(await page.isForeground(), true);
  });

  it('names the crash of an app during a case', async () => {
    await start([]);
    await page.launch();
    await phone.doubled.manager.kill(phone.package);
    phone.doubled.device.chaos.set('crashed', true);
    assert.equal(phone.doubled.manager.focused().window, `Application Error: ${phone.package}`);
    assert.match((await rejection(page.dismissWalls())).message, /'crashed' with the title 'has stopped'/);
    assert.deepEqual(await page.launch(), ['crashed']);
  });

  it("leaves MIUI's agreement to the step that answers the consent", async () => {
    await start([wall('miui-agreement')]);
    assert.deepEqual(await page.launch(), []);
    assert.equal(await page.isForeground(), false);
    assert.equal(await page.answerConsent('agree'), true);
    assert.equal(await page.isForeground(), true);
    assert.deepEqual(
      phone.doubled.events.filter(({ event }) => event === 'consent').map(({ data }) => data),
      [{ answer: 'agree' }],
    );
  });

  it("names Play Protect's question, which has no ids, and what to do", async () => {
    await start([wall('play-protect')]);
    const fault = await rejection(page.launch());
    assert.match(fault.message, /shows the dialog 'play-protect'/);
    assert.match(fault.fix ?? '', /Verify apps over USB/);
  });

  it('names the app that stays in front, if no table knows it', async () => {
    await start([wall('permission', { permission: 'android.permission.CAMERA' })]);
    page = browserFor(page.release, phone.handset, { ...tables, systemDialogs: [] }, { launchMs: 300 });
    const fault = await rejection(page.launch());
    assert.match(
      fault.message,
      /com\.android\.permissioncontroller\/.*GrantPermissionsActivity is in the foreground/,
    );
    assert.match(fault.fix ?? '', /Close com\.android\.permissioncontroller/);
  });

  it('does not press a button by its id, if its text is never pressed', async () => {
    await start([wall('permission', { permission: 'android.permission.CAMERA', dismiss: 'Allow' })]);
    assert.match((await rejection(page.launch())).message, /says 'Allow', which is never pressed/);
    assert.equal(permission('android.permission.CAMERA')?.granted, false);
  });
});
