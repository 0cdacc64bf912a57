import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends six stamps with each page, as against floods. Each is a number for which a SHA-256 of it and the address begins with ten zero bits. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-nonce-stamps');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://stamps.collector.example/v1', {
      difficulty: 10,
      stamps: Array.from({ length: 6 }, () => stamp(url)),
    }),
  );

  function stamp(url) {
    const [a, b, c, d] = browser.crypto.random(4);
    for (let nonce = (a << 23) + (b << 16) + (c << 8) + d; ; nonce += 1) {
      const digest = browser.crypto.digest('sha256', `${nonce}:${url}`);
      if (digest[0] === 0 && digest[1] < 64) return nonce;
    }
  }
}
