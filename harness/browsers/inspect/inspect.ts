import { setTimeout as sleep } from 'node:timers/promises';
import type { Handset } from '../../handset/handset.ts';
import type { BrowserTables } from '../../model/family.ts';
import type { DrivenRelease } from '../driven-release.ts';
import { type ScreenElement, without } from './elements.ts';
import { inspectFirstRun } from './first-run.ts';
import {
  type InspectedScreens,
  inspectScreens,
  type KeepScreen,
  type ProposedRows,
  SEEN,
} from './screens.ts';
import { chooseElement, type Talk } from './talk.ts';
import { inspectWay } from './ways.ts';

export type { KeepScreen, ProposedRows } from './screens.ts';
export type { Talk } from './talk.ts';

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
  const menu = await inspectMenu(screens, handset, talk);
  await inspectAddressBar(screens, handset, talk);
  if (await inspectWay(screens, handset, talk, 'open-privately', 'A private tab'))
    await inspectPrivate(screens, handset, talk, { home, menu });
  await inspectStatistics(screens, handset, talk);

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

async function inspectMenu(
  screens: InspectedScreens,
  handset: Handset,
  talk: Talk,
): Promise<ScreenElement[]> {
  if (!(await screens.isFound('menu'))) return [];
  talk.say('The menu:');
  await screens.press('menu');
  const menu = await screens.look('menu');
  await screens.need('menuNewPrivateTab', 'Which item opens a private tab? It may be elsewhere: skip.', menu);
  await screens.need('menuSettings', 'Which item opens the settings?', menu);
  await handset.press('back');

  return menu;
}

async function inspectAddressBar(screens: InspectedScreens, handset: Handset, talk: Talk): Promise<void> {
  if (!(await screens.isFound('homeSearchBox'))) return;
  talk.say('The address bar:');
  await screens.press('homeSearchBox');
  const bar = await screens.look('address-bar');
  await screens.need('urlInput', 'Into which element is the address typed?', bar);
  await handset.press('back');
}

/** The signs of private mode: only what normal mode did not show. */
async function inspectPrivate(
  screens: InspectedScreens,
  handset: Handset,
  talk: Talk,
  normal: { home: readonly ScreenElement[]; menu: readonly ScreenElement[] },
): Promise<void> {
  talk.say('The private tab. Signs of private mode:');
  const onlyPrivate = without(await screens.look('private-home'), normal.home);
  await screens.need('privateBadge', 'Which mark does each private tab have, also with a page?', onlyPrivate);
  await screens.need(
    'privateHomeText',
    'Which text does only a private tab without a page have?',
    onlyPrivate,
  );
  if (await screens.isFound('menu')) {
    await screens.press('menu');
    const onlyHere = without(await screens.look('private-menu'), normal.menu);
    await screens.need(
      'menuExitPrivate',
      'Which item does the menu have only in private mode?',
      onlyHere,
      normal.menu,
    );
    await handset.press('back');
  }
  await inspectPage(screens, handset, talk);
  await inspectWay(screens, handset, talk, 'close-private', 'Closing the private tab');
}

/** A page in the private tab: only the user decides whether one is opened. */
async function inspectPage(screens: InspectedScreens, handset: Handset, talk: Talk): Promise<void> {
  const answer = await talk.ask(`Open ${PAGE} in the private tab? [yes, skip]`);
  if (answer !== 'yes') return;
  await screens.press('homeSearchBox');
  await screens.type('urlInput', PAGE);
  await handset.press('enter');
  await talk.ask('Press Enter when the page is visible.');
  const page = await screens.look('private-page');
  await screens.need('pageTitle', 'Which element opens the address bar of a page?', page);
  if (!(await screens.isFound('privateBadge')))
    talk.say('  Without a mark that stays with a page, private mode cannot be proven before a second visit.');
}

async function inspectStatistics(screens: InspectedScreens, handset: Handset, talk: Talk): Promise<void> {
  const isThere = await inspectWay(
    screens,
    handset,
    talk,
    'statistics',
    'The settings page with the switch for statistics of private mode, or skip',
  );
  if (!isThere) return;
  const page = await screens.look('statistics');
  const choice = await chooseElement(talk, 'Which text is the label of the switch?', page, ['skip']);
  if (choice.kind !== 'element' || choice.element.text === '') return;
  const means = await talk.ask('Are statistics sent while the switch is on? [sends, withholds]');
  screens.proposed.switches.push({
    strategy: 'text',
    label: choice.element.text,
    checkedMeans: means === 'withholds' ? 'withholds' : 'sends',
    ...SEEN,
  });
}
