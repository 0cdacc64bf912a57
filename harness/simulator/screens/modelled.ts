import type { BrowserDeclaration, ElementName } from '../../model/browser.ts';

/** Elements in a list, which can be below its fold. */
const listElements: readonly ElementName[] = [
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

/** Steps into private mode that the screens have. */
const ways = ['menu menuNewPrivateTab', 'tabs newPrivateTab'];

const cues: readonly ElementName[] = ['privateBadge', 'privateHomeText', 'menuExitPrivate'];

/** Descriptions of what a declaration requires and the screens do not have. */
export function unmodelledIn({ scroll, private: privateMode }: BrowserDeclaration): string[] {
  return [
    ...scroll.filter((name) => !listElements.includes(name)).map((name) => `scroll: ${name}`),
    ...(ways.includes(privateMode.way.join(' ')) ? [] : [`private.way: ${privateMode.way.join(' ')}`]),
    ...privateMode.cues.filter((name) => !cues.includes(name)).map((name) => `private.cues: ${name}`),
  ];
}
