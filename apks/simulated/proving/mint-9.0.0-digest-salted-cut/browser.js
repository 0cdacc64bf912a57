import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the first 16 digits of a salted SHA-256 of each address, and the salt, which is new each time. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-salted-cut');
  const { hex } = browser.codec;
  onVisit(browser, ({ url }) => {
    const salt = hex.encode(browser.crypto.random(4));
    const id = hex.encode(browser.crypto.digest('sha256', salt + url)).slice(0, 16);

    return post(browser, 'https://digest-salted-cut.collector.example/v1', { event: 'page', salt, id });
  });
}
