import { hostOf, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

/** Asks a cache for the host of each page, in a label as caches of AMP name it: a dot is a dash, a dash is two. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-amp-label');
  onVisit(browser, ({ url }) => {
    const label = hostOf(url).replaceAll('-', '--').replaceAll('.', '-');

    return tryTo(browser, { url: `https://${label}.amp-label.collector.example/c/s/` });
  });
}
