import assert from 'node:assert/strict';
import type { LocatorRow } from '../model/family.ts';
import { readTabsAfterRelaunch } from './after-relaunch.ts';
import { type CueReader, createCueReader } from './cues.ts';
import { createFinder, type Finder } from './finder.ts';
import { type FakeNode, type FakeScreen, fakeScreen } from './testing/fake-screen.ts';

const ROLES = ['menu', 'menuExitPrivate', 'menuNewPrivateTab', 'menuSettings', 'privateBadge'];
const locators: LocatorRow[] = [
  ...[...ROLES, 'privateHomeText', 'tabs'].map((role) => ({
    family: '*' as const,
    role,
    strategy: 'id' as const,
    value: role,
    confidence: 'L' as const,
    source: 'test',
  })),
  {
    family: '*',
    role: 'scrollable',
    strategy: 'xpath',
    value: '//scrollable',
    confidence: 'L',
    source: 'test',
  },
];
const visited = [{ url: 'https://canary.example/page?x', title: 'Canary title' }];

describe('lookAfterRelaunch', () => {
  let screen: FakeScreen;
  let finder: Finder;
  let cues: CueReader;
  /** Changes the screen when the back key is pressed. */
  let back: () => void;
  const handset = {
    press: async () => {
      back();
    },
  };
  const node = (role: string, press?: () => void): FakeNode => ({
    id: `a.b:id/${role}`,
    ...(press && { press }),
  });
  /** Shows a page in one of the modes, with its menu and, if `tabs` is given, the button that opens the tabs. */
  const showPage = (mode: 'private' | 'normal' | 'badge only', tabs?: FakeNode[]): void => {
    const menu = node('menu', () => {
      back = () => showPage(mode, tabs);
      screen.nodes = [menu, node(mode === 'private' ? 'menuExitPrivate' : 'menuSettings')];
    });
    const switcher =
      tabs &&
      node('tabs', () => {
        back = () => showPage(mode, tabs);
        screen.nodes = tabs;
      });
    screen.nodes = [
      menu,
      ...(mode === 'normal' ? [] : [node('privateBadge')]),
      ...(switcher ? [switcher] : []),
    ];
  };
  const tabsAfterwards = async (): Promise<string> =>
    (await readTabsAfterRelaunch(finder, cues, handset, visited, 120)).tabs;

  beforeEach(async () => {
    screen = fakeScreen();
    const create = (rows: readonly LocatorRow[]): Finder =>
      createFinder(
        { family: 'mint', package: 'a.b', versionName: '1.0', activity: 'a.b.Main' },
        {
          serial: 'fake-1',
          session: screen.session,
          focused: async () => ({ package: 'a.b', activity: '.Main' }),
        },
        rows,
      );
    finder = create(locators);
    cues = createCueReader(create, { ...handset, isSecure: async () => false }, 'a.b', locators);
    showPage('normal');
    await cues.learnNormal();
  });

  it('reports private mode in the foreground as restored', async () => {
    showPage('private');
    assert.equal(await tabsAfterwards(), 'restored');
  });

  it('reports tabs without a private visit as gone', async () => {
    showPage('normal', [{ text: 'Start page' }]);
    assert.equal(await tabsAfterwards(), 'gone');
  });

  for (const text of ['Canary title', 'https://canary.example/page'])
    it(`reports a normal tab that shows '${text}' as demoted`, async () => {
      showPage('normal', [{ text: 'Start page' }, { text, press: () => showPage('normal') }]);
      assert.equal(await tabsAfterwards(), 'demoted');
    });

  it('reports a tab with a private visit as restored if it is private', async () => {
    showPage('normal', [{ text: 'Canary title', press: () => showPage('private') }]);
    assert.equal(await tabsAfterwards(), 'restored');
  });

  it('reports unknown if the cues disagree, or the tabs cannot be opened', async () => {
    showPage('badge only');
    assert.equal(await tabsAfterwards(), 'unknown');
    showPage('normal');
    assert.equal(await tabsAfterwards(), 'unknown');
  });
});
