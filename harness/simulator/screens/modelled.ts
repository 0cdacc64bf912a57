import type { BrowserDeclaration, ElementName } from '../../model/browser.ts';

/** Elements that stand in a list, and so can be below its fold. */
const inLists: readonly ElementName[] = [
  'consentAgree',
  'consentDisagree',
  'menuNewPrivateTab',
  'menuExitPrivate',
  'menuSettings',
  'settingsPrivacy',
  'statisticsRow',
  'statisticsTitle',
  'statisticsSummary',
  'statisticsSwitch',
];

/** Ways into private mode that the screens offer. */
const ways = ['menu menuNewPrivateTab', 'tabs newPrivateTab'];

const cues: readonly ElementName[] = ['privateBadge', 'privateHomeText', 'menuExitPrivate'];

/** What a declaration asks for that the screens do not have, in words; nothing of it is done. */
export function unmodelledIn({ scroll, private: privateMode }: BrowserDeclaration): string[] {
  return [
    ...scroll.filter((name) => !inLists.includes(name)).map((name) => `scroll: ${name}`),
    ...(ways.includes(privateMode.way.join(' ')) ? [] : [`private.way: ${privateMode.way.join(' ')}`]),
    ...privateMode.cues.filter((name) => !cues.includes(name)).map((name) => `private.cues: ${name}`),
  ];
}
