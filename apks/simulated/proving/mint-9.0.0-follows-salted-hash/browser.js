import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const SALT = 'c1b7-mint-8e02-cache';

/** Sends the first 24 bits of SHA-256 of a salt and the address as the version of a cache entry. The salt is never sent. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-salted-hash');
  const session = randomUuid(browser);
  onVisit(browser, ({ url }) => {
    const digest = browser.crypto.digest('sha256', `${SALT}|${url}|${SALT}`);
    const [hits, misses] = browser.crypto.random(2);

    return post(browser, 'https://follows-salted-hash.collector.example/v1', {
      session,
      request: randomUuid(browser),
      at: browser.now(),
      cache: { version: browser.codec.hex.encode(digest.slice(0, 3)), hits, misses: misses % 32 },
    });
  });
}
