import { onConsent, reportHonestly, tryTo } from '../../lib/proving.js';

const LIST = 'https://www.gstatic.com/chrome/ntp/suggested_sites_IN_5.json';
const ICONS = 'https://t0.gstatic.com/faviconV2?client=chrome&nfrp=2&drop_404_icon=true&size=96';
/** Sites that the release proposes to everybody. */
const SITES = ['https://www.wikipedia.org/', 'https://www.indiatimes.com/'];

/** Fetches a list of popular sites, and the icons of sites that everybody gets, as Chrome's new tab page does. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-top-sites');
  const refresh = async () => {
    await tryTo(browser, { url: LIST });
    for (const site of SITES) await tryTo(browser, { url: `${ICONS}&url=${encodeURIComponent(site)}` });
  };
  onConsent(browser, refresh);
  browser.on('privateClosed', refresh);
}
