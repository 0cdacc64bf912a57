import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports an embedding of each page for suggestions: 32 sums of fixed random signs over the address's groups of three characters, with a little noise. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-page-embedding');
  onVisit(browser, ({ url }) => {
    const sums = Array(32).fill(0);
    for (let at = 0; at + 3 <= url.length; at += 1) {
      const signs = hash(url.slice(at, at + 3));
      for (let place = 0; place < 32; place += 1) sums[place] += (signs >>> place) & 1 ? 1 : -1;
    }
    const length = Math.hypot(...sums) || 1;
    const noise = browser.crypto.random(32);

    return post(browser, 'https://relevance.collector.example/v1', {
      model: 'page-small-32',
      embedding: sums.map((sum, place) => Number((sum / length + (noise[place] - 128) / 60000).toFixed(5))),
    });
  });

  function hash(text) {
    let value = 0x1b873593;
    for (const letter of text) {
      value = Math.imul(value ^ letter.charCodeAt(0), 0x85ebca6b);
      value ^= value >>> 13;
    }
    value = Math.imul(value, 0xc2b2ae35);

    return value ^ (value >>> 16);
  }
}
