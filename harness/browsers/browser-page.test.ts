import assert from 'node:assert/strict';
import type { Handset } from '../handset/handset.ts';
import type { BrowserTables, LocatorRow, SwitchRow } from '../model/family.ts';
import { type BrowserPage, browserFor } from './browser-page.ts';
import { type FakeNode, type FakeScreen, fakeScreen } from './testing/fake-screen.ts';

const rowDefaults = { confidence: 'L', source: 'test' } as const;
const id = (role: string): LocatorRow => ({ family: '*', role, strategy: 'id', value: role, ...rowDefaults });
const sendsSwitch: SwitchRow = {
  family: '*',
  strategy: 'text',
  label: 'Statistics',
  checkedMeans: 'sends',
  ...rowDefaults,
};
const TABLES: BrowserTables = {
  locators: [
    ...['consentAgree', 'consentTitle', 'homeSearchBox', 'urlInput', 'pageTitle', 'webView', 'menu'].map(id),
    ...['menuNewPrivateTab', 'menuExitPrivate', 'menuSettings', 'privateBadge', 'privateHomeText'].map(id),
    { ...id('scrollable'), strategy: 'xpath', value: '//*[@scrollable="true"]' },
    { ...id('statisticsSwitch'), strategy: 'xpath', value: '//*[@text="{label}"]//*[@checkable="true"]' },
    { ...id('statisticsSummary'), strategy: 'xpath', value: '//*[@text="{label}"]//summary' },
  ],
  ways: [
    { family: '*', way: 'open-privately', press: ['menu', 'menuNewPrivateTab'], ...rowDefaults },
    { family: '*', way: 'submit', press: ['enter'], ...rowDefaults },
    { family: '*', way: 'statistics', press: ['menuSettings'], ...rowDefaults },
  ],
  walls: [
    {
      name: 'default',
      family: '*',
      strategy: 'textContains',
      value: 'default',
      press: ['Cancel'],
      ...rowDefaults,
    },
  ],
  denied: [{ text: 'Allow', source: 'test' }],
  systemDialogs: [],
  simulated: { locators: [], ways: [] },
  switches: [sendsSwitch],
};

describe('browserFor', () => {
  let screen: FakeScreen;
  let page: BrowserPage;
  let foregroundPackage: string;
  const node = (role: string, properties: FakeNode = {}): FakeNode => ({
    id: `a.b:id/${role}`,
    ...properties,
  });
  const createPage = (tables: BrowserTables = TABLES): BrowserPage => {
    const handset = {
      serial: 'fake-1',
      session: screen.session,
      press: async (key: string) => {
        screen.keys.push(key);
      },
      focused: async () => ({ package: foregroundPackage, activity: '.Main' }),
      launch: async () => {
        foregroundPackage = 'a.b';
      },
    };

    // The fake has only the parts of a handset that page objects use.
    return browserFor(
      { family: 'mint', package: 'a.b', versionName: '1.0', activity: 'a.b.Main' },
      handset as unknown as Handset,
      tables,
    );
  };

  beforeEach(() => {
    screen = fakeScreen();
    foregroundPackage = 'com.launcher';
    page = createPage();
  });

  it('launches the browser and reports whether it is in the foreground', async () => {
    assert.equal(await page.isForeground(), false);
    await page.launch();
    assert.equal(await page.isForeground(), true);
  });

  it('agrees only in the consent dialog', async () => {
    screen.nodes = [node('homeSearchBox')];
    assert.equal(await page.answerConsent('agree'), false);
    const home = node('homeSearchBox');
    screen.nodes = [
      node('consentTitle'),
      node('consentAgree', {
        press: () => {
          screen.nodes = [home];
        },
      }),
    ];
    assert.equal(await page.answerConsent('agree'), true);
  });

  it('scrolls to the button of the consent dialog', async () => {
    let agreed = false;
    screen.nodes = [node('consentTitle')];
    screen.scroll = () => {
      screen.nodes = [
        node('consentAgree', {
          press: () => {
            agreed = true;
            screen.nodes = [];
          },
        }),
      ];
    };
    assert.equal(await page.answerConsent('agree'), true);
    assert.equal(agreed, true);
  });

  it('dismisses a known wall with the button that does not agree', async () => {
    let accepted = false;
    const accept = (): void => {
      accepted = true;
    };
    screen.nodes = [
      { text: 'Set as default?' },
      { text: 'OK', press: accept },
      {
        text: 'Cancel',
        press: () => {
          screen.nodes = [];
        },
      },
    ];
    assert.deepEqual(await page.dismissWalls(), ['default']);
    assert.equal(accepted, false);
  });

  it('dismisses a wall that is in front of the first screen, by the id of its button', async () => {
    const walls = [{ ...TABLES.walls[0], press: ['a.b:id/close'] }] as BrowserTables['walls'];
    page = createPage({ ...TABLES, walls });
    const close = (): void => {
      screen.nodes = [node('homeSearchBox')];
    };
    screen.nodes = [{ text: 'Set as default?' }, { id: 'a.b:id/close', press: close }];
    assert.equal(await page.answerConsent('agree'), false);
    assert.equal(screen.nodes[0]?.id, 'a.b:id/homeSearchBox');
  });

  it('rejects a wall without a known button, and a wall that comes back', async () => {
    screen.nodes = [{ text: 'Set as default?' }, { text: 'OK' }];
    await assert.rejects(page.dismissWalls(), /wall 'default'.*but none of the buttons 'Cancel'/);
    screen.nodes = [{ text: 'Set as default?' }, { text: 'Cancel' }];
    await assert.rejects(page.dismissWalls(), /walls come back/);
  });

  it('types an address, checks the typed text, and submits it', async () => {
    screen.nodes = [
      node('homeSearchBox', {
        press: () => {
          screen.nodes = [node('urlInput', { text: 'hint' })];
        },
      }),
    ];
    await page.visit('https://a.example/?b=c d');
    assert.deepEqual([screen.typed, screen.keys], [['https://a.example/?b=c d'], ['enter']]);
  });

  it('opens the address bar and presses BACK until it is closed', async () => {
    const home = node('homeSearchBox', {
      press: () => {
        screen.nodes = [node('urlInput')];
      },
    });
    screen.nodes = [home];
    const pressed: string[] = [];
    screen.keys.push = (...keys) => {
      if (pressed.push(...keys) === 2) screen.nodes = [home];

      return pressed.length;
    };
    await page.touchAddressBar();
    assert.deepEqual([pressed, screen.typed], [['back', 'back'], []]);
  });

  it('does not submit text that the address bar changed', async () => {
    const input = node('urlInput');
    Object.defineProperty(input, 'text', { get: () => 'completed.example', set: () => {} });
    screen.nodes = [input];
    await assert.rejects(
      page.search('words'),
      /'words' was typed, but the address bar contains 'completed.example'/,
    );
    assert.deepEqual(screen.keys, []);
  });

  describe('the statistics switch', () => {
    let toggle: FakeNode;
    const open = (): void => {
      toggle = {
        checked: false,
        press: () => {
          toggle.checked = !toggle.checked;
        },
      };
      screen.nodes = [node('menu'), node('menuSettings'), { text: 'Statistics' }, toggle];
      foregroundPackage = 'a.b';
    };

    it('is read with its label', async () => {
      open();
      assert.deepEqual(await page.readSwitch(), { label: 'Statistics', checked: false });
    });

    it('is checked to send if checked means sending', async () => {
      open();
      assert.equal((await page.setSwitch(true))?.checked, true);
      assert.equal((await page.setSwitch(true))?.checked, true);
      assert.equal((await page.setSwitch(false))?.checked, false);
    });

    it('is unchecked to send if checked means withholding', async () => {
      open();
      page = createPage({ ...TABLES, switches: [{ ...sendsSwitch, checkedMeans: 'withholds' }] });
      assert.equal((await page.setSwitch(true))?.checked, false);
      assert.equal((await page.setSwitch(false))?.checked, true);
    });

    it('fails if its position does not change', async () => {
      open();
      toggle.press = () => {};
      await assert.rejects(page.setSwitch(true), /'Statistics' was pressed, but is still off/);
    });

    it('is null if the page has no known label', async () => {
      open();
      screen.nodes = [node('menu'), node('menuSettings'), { text: 'Other' }];
      assert.equal(await page.readSwitch(), null);
    }).timeout(10_000);
  });
});
