import { onConsent, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

const CHECKS = ['http://connectivitycheck.gstatic.com/generate_204', 'https://www.gstatic.com/generate_204'];

/** Checks at each launch, after each page and on each change of the network whether the network works. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-connectivity');
  const check = async () => {
    for (const url of CHECKS) await tryTo(browser, { url });
  };
  onConsent(browser, check);
  onVisit(browser, check);
  browser.on('networkChanged', check);
}
