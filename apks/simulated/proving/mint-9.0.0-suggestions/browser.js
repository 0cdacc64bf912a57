import { onConsent, reportHonestly, tryTo } from '../../lib/proving.js';

const SUGGEST = 'https://www.google.com/complete/search?client=chrome-omni&gs_ri=chrome-ext-ansg&xssi=t';

/** Asks for suggestions as Chrome does: for an empty address bar, and for what is typed, but not in private mode. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-suggestions');
  const suggest = (text) => tryTo(browser, { url: `${SUGGEST}&q=${encodeURIComponent(text)}` });
  onConsent(browser, () => suggest(''));
  browser.on('privateOpened', () => suggest(''));
  browser.on('keystroke', (event) => (event.private ? undefined : suggest(event.text)));
}
