import type { BrowserDeclaration, ElementLook, ElementName } from '../../model/browser.ts';

const FALLBACK_LOCALE = 'en-US';

/** Class of the web view; vendors have their own. */
export function webViewClassOf({ family }: BrowserDeclaration): string {
  return MIUI_WEB_VIEW.has(family) ? 'com.miui.webkit.WebView' : 'android.webkit.WebView';
}

/** Source: public code of MIUI's browsers. */
const MIUI_WEB_VIEW = new Set(['mi-browser', 'mi-browser-pro']);

/**
 * The default look of each element. Public ids are Mi Browser's; elements of private mode have no public id and are found by
 * their text or content-desc.
 */
const defaultLooks: Record<ElementName, ElementLook> = {
  dialogPanel: look('dialog_root_view'),
  consentTitle: look('dialog_title', 'Terms of service and privacy policy'),
  consentAgree: look('btn_agree', 'Agree'),
  consentDisagree: look('btn_disagree', 'Disagree'),
  wallTitle: look('android:id/alertTitle'),
  wallAccept: look('android:id/button1'),
  wallDismiss: look('android:id/button2'),
  homeSearchBox: look('search_hint', 'Enter a URL or search the web'),
  urlInput: look('url'),
  goButton: look('rightText', 'Go'),
  suggestion: look('suggestion_row'),
  suggestionText: look('suggestion_title'),
  menu: look('action_more', '', 'More options'),
  menuNewPrivateTab: look('', 'New incognito tab'),
  menuExitPrivate: look('', 'Exit incognito'),
  menuSettings: look('action_menu_setting', 'Settings'),
  tabs: look('action_tabs', '', 'Tabs'),
  home: look('action_home', '', 'Home'),
  privateBadge: look('incognito_icon', '', 'Incognito'),
  privateHomeText: look('', "You've gone incognito"),
  pageTitle: look('title'),
  webView: look(''),
  progress: look('progress'),
  tabSwitcherTitle: look('nav_title', 'Tabs'),
  privateTabs: look('', 'Incognito tabs'),
  tabItem: look('nav_tab'),
  tabClose: look('nav_close', '', 'Close tab'),
  closeAllTabs: look('nav_close_all', 'Close all'),
  newTab: look('nav_action_new_tab', '', 'New tab'),
  newPrivateTab: look('', 'New incognito tab'),
  settingsTitle: look('android:id/action_bar_title', 'Settings'),
  settingsBack: look('android:id/up', '', 'Back'),
  settingsPrivacy: look('android:id/title', 'Privacy & security'),
  statisticsRow: look(''),
  statisticsTitle: look('android:id/title'),
  statisticsSummary: look('android:id/summary'),
  statisticsSwitch: look('android:id/switch_widget'),
};

/** The look of each element in a locale: from the declaration, its `en-US`, or the default. Looks are not merged. */
export function looksOf(declaration: BrowserDeclaration, locale: string): (name: ElementName) => ElementLook {
  const localeLook = declaration.ui[locale];
  const fallback = declaration.ui[FALLBACK_LOCALE];

  return (name) => localeLook?.[name] ?? fallback?.[name] ?? defaultLooks[name];
}

/** `menu` in `com.android.browser` is `com.android.browser:id/menu`; an id with a colon is already complete. */
export function fullId(packageName: string, id: string): string {
  if (id === '' || id.includes(':')) return id;

  return `${packageName}:id/${id}`;
}

function look(id: string, text = '', desc = ''): ElementLook {
  return { id, text, desc };
}
