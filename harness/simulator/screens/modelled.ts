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

const cues: readonly ElementName[] = ['privateBadge', 'privateHomeText', 'menuExitPrivate', 'privateTabs'];

/** Elements whose order a declaration may say. */
const ordered: Record<keyof BrowserDeclaration['order'], readonly ElementName[]> = {
  menu: ['menuNewPrivateTab', 'menuExitPrivate', 'menuSettings'],
  bar: ['home', 'tabs', 'menu'],
};

/** Descriptions of what a declaration requires and the screens do not have. */
export function unmodelledIn({ scroll, order, private: privateMode }: BrowserDeclaration): string[] {
  return [
    ...order.menu.filter((name) => !ordered.menu.includes(name)).map((name) => `order.menu: ${name}`),
    ...order.bar.filter((name) => !ordered.bar.includes(name)).map((name) => `order.bar: ${name}`),
    ...scroll.filter((name) => !listElements.includes(name)).map((name) => `scroll: ${name}`),
    ...(ways.includes(privateMode.way.join(' ')) ? [] : [`private.way: ${privateMode.way.join(' ')}`]),
    ...privateMode.cues.filter((name) => !cues.includes(name)).map((name) => `private.cues: ${name}`),
  ];
}
