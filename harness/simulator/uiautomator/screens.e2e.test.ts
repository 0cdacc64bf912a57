import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Browser } from 'webdriverio';
import { type Rig, startRig } from '../../handset/testing/rig.ts';
import { decodePng } from '../screens/png.ts';

const APKS = resolve(import.meta.dirname, '../../../apks/simulated');
const MINT = { package: 'com.mi.globalbrowser.mini', activity: 'com.miui.android.apps.chrome.Main' };
const MI_BROWSER = { package: 'com.android.browser', activity: 'com.android.browser.BrowserActivity' };

describe('the screens under the real Appium', function () {
  this.timeout(120_000);
  let rig: Rig;
  let phone: Browser;

  before(async () => {
    rig = await startRig({ speed: 20 });
    phone = await rig.openSession();
  });
  after(async () => {
    const unmodelled = await rig?.stop();
    assert.deepEqual(unmodelled, []);
  });

  const withText = (text: string): string => `android=new UiSelector().text("${text}")`;
  const withId = (name: string, owner = MINT): string => `id=${owner.package}:id/${name}`;
  const launch = async ({ package: name, activity }: typeof MINT): Promise<void> => {
    await phone.execute('mobile: startActivity', { component: `${name}/${activity}` });
  };
  const install = async (apk: string): Promise<void> => {
    const { stdout } = await rig.shellAdb(['install', '-r', `${APKS}/${apk}`]);
    assert.match(stdout, /Success/);
  };
  const openMenu = async (): Promise<void> => await phone.$('~More options').click();

  it('start a browser with its consent dialog', async () => {
    await install('mint-3.4.0.apk');
    await launch(MINT);
    assert.equal(await phone.$(withId('search_hint')).isExisting(), false);
    await phone.$(withId('btn_agree')).click();

    assert.equal(await phone.$(withId('search_hint')).isDisplayed(), true);
    assert.equal(await phone.getCurrentPackage(), MINT.package);
  });

  it('open a private tab and visit an address in it', async () => {
    await openMenu();
    await phone.$(withText('New incognito tab')).click();
    assert.equal(await phone.$(withId('incognito_icon')).getAttribute('content-desc'), 'Incognito');
    const box = phone.$(withId('search_hint'));
    const boxId = await box.elementId;
    await box.click();
    const input = phone.$(withId('url_bar'));
    await input.setValue('http://visited.example/a?b=c&d=e');
    assert.equal(await input.getText(), 'http://visited.example/a?b=c&d=e');
    await assert.rejects(phone.getElementText(boxId), /stale element reference|does not exist in DOM/);
    await phone.pressKeyCode(66);

    await phone.$(withText('visited.example')).waitForExist({ timeout: 15_000 });
    assert.equal(await phone.$(withId('title')).getText(), 'visited.example');
  });

  it('can be read as source, by XPath, and as a picture', async () => {
    const source = await phone.getPageSource();
    assert.match(source, /<hierarchy index="0" class="hierarchy" rotation="0" width="1080" height="2340">/);
    const page = phone.$('//android.webkit.WebView[@scrollable="true"]');
    const { x, y } = await page.getLocation();
    assert.deepEqual([x, y, await page.getSize()], [0, 240, { width: 1080, height: 1960 }]);
    const picture = decodePng(Buffer.from(await phone.takeScreenshot(), 'base64'));
    assert.deepEqual([picture.width, picture.height], [1080, 2340]);
  });

  it('accept touches, gestures and keys', async () => {
    await phone
      .action('pointer', { parameters: { pointerType: 'touch' } })
      .move(540, 1000)
      .down()
      .up()
      .perform();
    const page = await phone.$('//android.webkit.WebView').elementId;
    await phone.execute('mobile: swipeGesture', { elementId: page, direction: 'up', percent: 0.5 });
    await phone.back();
    await phone.$(withId('search_hint')).waitForExist({ timeout: 5000 });

    assert.equal(await phone.$(withId('incognito_icon')).isExisting(), true);
  });

  it('leave private mode, go home and come back', async () => {
    await openMenu();
    await phone.$(withText('Exit incognito')).click();
    assert.equal(await phone.$(withId('incognito_icon')).isExisting(), false);
    await phone.pressKeyCode(3);
    assert.notEqual(await phone.getCurrentPackage(), MINT.package);
    await launch(MINT);
    assert.equal(await phone.getCurrentPackage(), MINT.package);
    assert.equal(await phone.$(withId('search_hint')).isDisplayed(), true);
  });

  it('open the address of an intent', async () => {
    await phone.execute('mobile: deepLink', { url: 'http://intent.example/?a=1&b=2', package: MINT.package });
    await phone.$(withText('intent.example')).waitForExist({ timeout: 15_000 });
  });

  it('need scrolling for elements below the fold', async () => {
    await install('mi-browser-12.1.4.apk');
    await launch(MI_BROWSER);
    await phone.$(withId('btn_agree', MI_BROWSER)).click();
    await openMenu();
    await phone.$(withId('action_menu_setting', MI_BROWSER)).click();
    await phone.$(withText('Privacy & security')).click();
    const label = 'new UiSelector().text("Enhanced incognito mode")';
    assert.equal(await phone.$(`android=${label}`).isExisting(), false);
    const scrolled = phone.$(
      `android=new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(${label})`,
    );
    assert.equal(await scrolled.isDisplayed(), true);
    const isOn = async (): Promise<string | null> =>
      await phone
        .$('//*[@text="Enhanced incognito mode"]/following-sibling::android.widget.Switch')
        .getAttribute('checked');
    assert.equal(await isOn(), 'false');
    await scrolled.click();
    assert.equal(await isOn(), 'true');
  });

  it('refuse a missing activity', async () => {
    const component = `${MINT.package}/.Nothing`;
    const output = await phone.execute('mobile: startActivity', { component, wait: true });

    assert.match(String(output), /Error type 3\nError: Activity class \{.*\/\.Nothing\} does not exist\./);
  });
});
