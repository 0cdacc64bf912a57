import { CUES_NEEDED } from '../../model/step-proofs.ts';
import type { ScreenElement } from './elements.ts';
import { lookBehind } from './look-behind.ts';
import type { InspectedScreens } from './screens.ts';
import type { Talk } from './talk.ts';

/** Which signs of private mode a private tab has also with a page. */
export type Signs = Record<string, boolean>;

/**
 * Finds the signs of private mode with the user: only what normal mode did not show. The list of tabs is opened only if the mark
 * and the menu do not suffice.
 */
export async function inspectSigns(
  screens: InspectedScreens,
  talk: Talk,
  normal: Record<'home' | 'menu' | 'tabs', readonly ScreenElement[]>,
): Promise<Signs> {
  talk.say('The private tab. Signs of private mode:');
  const home = await screens.look('private-home');
  const needOf =
    (role: string, question: string, others: readonly ScreenElement[]) =>
    (screen: readonly ScreenElement[]): Promise<boolean> =>
      screens.need(role, question, screen, { others });
  const badge = 'Which mark does each private tab have, also with a page?';
  const hasBadge = await needOf('privateBadge', badge, normal.home)(home);
  const text = 'Which text does only a private tab without a page have?';
  await needOf('privateHomeText', text, normal.home)(home);
  const signs = { 'an item of the menu': false, 'an element in the list of tabs': false };
  const exit = needOf('menuExitPrivate', 'Which item does the menu have only in private mode?', normal.menu);
  await lookBehind(screens, 'menu', 'private-menu', async (menu) => {
    signs['an item of the menu'] = await exit(menu);
  });
  if (hasBadge && signs['an item of the menu']) return signs;
  const list = needOf('privateTabs', 'What does the list of tabs show only in private mode?', normal.tabs);
  await lookBehind(screens, 'tabs', 'private-tabs', async (tabs) => {
    signs['an element in the list of tabs'] = await list(tabs);
  });

  return signs;
}

/** Says whether the signs suffice for a proof before each visit, and what follows if they do not. */
export function sayWhatProves(talk: Talk, signs: Signs): void {
  const found = Object.keys(signs).filter((sign) => signs[sign] === true);
  const list = found.join(', ') || 'nothing';
  talk.say(
    found.length >= CUES_NEEDED
      ? `Private mode can be proven before each visit: ${list}.`
      : `Private mode cannot be proven once a private tab has a page: that needs ${CUES_NEEDED} signs, but only ${list} was found. Cases that visit more than one page would be inconclusive.`,
  );
}
