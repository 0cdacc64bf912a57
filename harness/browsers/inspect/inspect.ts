import { setTimeout as sleep } from 'node:timers/promises';
import type { Handset } from '../../handset/handset.ts';
import type { BrowserTables } from '../../model/family.ts';
import type { DrivenRelease } from '../driven-release.ts';
import type { ScreenElement } from './elements.ts';
import { inspectFirstRun } from './first-run.ts';
import {
  type InspectedScreens,
  inspectScreens,
  type KeepScreen,
  type ProposedRows,
  SEEN,
} from './screens.ts';
import { chooseElement, chooseWord, type Talk } from './talk.ts';
import { lookBehind } from './look-behind.ts';
import { inspectSigns, sayWhatProves } from './signs.ts';
import { inspectWay } from './ways.ts';

export type { KeepScreen, ProposedRows } from './screens.ts';
export { chooseWord, type Talk } from './talk.ts';

/** How long a screen may take to appear after a press, real milliseconds. */
const SETTLE_MS = 500;

/** A page that loads without cookies, and that no release has a reason to treat in its own way (RFC 2606). */
const PAGE = 'https://example.com/';

interface Inspection {
  release: DrivenRelease;
  handset: Handset;
  tables: BrowserTables;
  talk: Talk;
  keep: KeepScreen;
  /** Starts the browser. */
  launch(): Promise<unknown>;
  settleMs?: number;
}

/**
 * Walks through a browser with the user: first run, home page, menu, address bar, private tab, settings. At each screen it says
 * which locator of the tables matches, and asks for the element where none does. It presses only what the user chose.
 *
 * @returns rows for the user's own table
 */
export async function inspectBrowser(inspection: Inspection): Promise<ProposedRows> {
  const { release, handset, tables, talk, launch, settleMs = SETTLE_MS } = inspection;
  const screens = withPause(inspectScreens(release, handset, tables, talk, inspection.keep), settleMs);
  await launch();
  await inspectFirstRun(screens, talk);
  const home = await inspectHome(screens, talk);
  const isSecure = (await handset.isSecure(release.package)) !== false;
  const menu = await inspectMenu(screens, talk);
  const tabs = await lookBehind(screens, 'tabs', 'tabs');
  await inspectAddressBar(screens, talk);
  if (await inspectWay(screens, talk, 'open-privately', 'A private tab')) {
    const signs = await inspectSigns(screens, talk, { home, menu, tabs });
    const isSecured = !isSecure && (await handset.isSecure(release.package)) === true;
    const hasMark = await inspectPage(screens, handset, talk);
    sayWhatProves(talk, { ...signs, 'a mark in the toolbar': hasMark, 'no screenshots': isSecured });
    await inspectWay(screens, talk, 'close-private', 'Closing the private tab');
  }
  await inspectStatistics(screens, talk);

  return screens.proposed;
}

/** After each press, waits until the next screen is drawn. */
function withPause(screens: InspectedScreens, ms: number): InspectedScreens {
  return {
    ...screens,
    async press(role) {
      await screens.press(role);
      await sleep(ms);
    },
    async back() {
      await screens.back();
      await sleep(ms);
    },
    async pressOnce(element, screen) {
      const isPressed = await screens.pressOnce(element, screen);
      await sleep(ms);

      return isPressed;
    },
  };
}

async function inspectHome(screens: InspectedScreens, talk: Talk): Promise<ScreenElement[]> {
  talk.say('The home page:');
  const home = await screens.look('home');
  await screens.need('homeSearchBox', 'Which element is the search box or the address bar?', home);
  await screens.need('menu', 'Which element opens the menu?', home);
  await screens.need('tabs', 'Which element opens the list of tabs?', home);

  return home;
}

async function inspectMenu(screens: InspectedScreens, talk: Talk): Promise<ScreenElement[]> {
  talk.say('The menu:');

  return await lookBehind(screens, 'menu', 'menu', async (menu) => {
    const question = 'Which item opens a private tab? It may be elsewhere: skip.';
    await screens.need('menuNewPrivateTab', question, menu);
    await screens.need('menuSettings', 'Which item opens the settings?', menu);
  });
}

async function inspectAddressBar(screens: InspectedScreens, talk: Talk): Promise<void> {
  if (!(await screens.isFound('homeSearchBox'))) return;
  talk.say('The address bar:');
  await screens.press('homeSearchBox');
  const bar = await screens.look('address-bar');
  await screens.need('urlInput', 'Into which element is the address typed?', bar);
  await screens.back();
}

/** A page in the private tab: only the user decides whether one is opened. Resolves to whether the mark stays with a page. */
async function inspectPage(screens: InspectedScreens, handset: Handset, talk: Talk): Promise<boolean> {
  if ((await chooseWord(talk, `Open ${PAGE} in the private tab?`, ['yes', 'skip'])) !== 'yes')
    return await screens.isFound('privateBadge');
  await screens.press('homeSearchBox');
  await screens.type('urlInput', PAGE);
  await handset.press('enter');
  await talk.ask('Press Enter when the page is visible.');
  const page = await screens.look('private-page');
  await screens.need('pageTitle', 'Which element opens the address bar of a page?', page, {
    hasChangingText: true,
  });

  return await screens.isFound('privateBadge');
}

async function inspectStatistics(screens: InspectedScreens, talk: Talk): Promise<void> {
  const isThere = await inspectWay(
    screens,
    talk,
    'statistics',
    'The settings page with the switch for statistics of private mode, or skip',
  );
  if (!isThere) return;
  const page = await screens.look('statistics');
  const choice = await chooseElement(talk, 'Which text is the label of the switch?', page, ['skip']);
  if (choice.kind !== 'element' || choice.element.text === '') return;
  const checkedMeans = await chooseWord(talk, 'Are statistics sent while the switch is on?', [
    'sends',
    'withholds',
  ]);
  screens.proposed.switches.push({
    strategy: 'text',
    label: choice.element.text,
    checkedMeans,
    ...SEEN,
  });
}
