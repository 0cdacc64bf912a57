import { hostOf, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

/** Asks the host of each page, and no other, for the icon of the page. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-favicons');
  onVisit(browser, ({ url }) =>
    tryTo(browser, { url: `https://${hostOf(url)}/favicon.ico`, headers: { Accept: 'image/*' } }),
  );
}
