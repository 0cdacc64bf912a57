import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends 16 digits from the middle of the SHA-256 of the address of each page. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-middle');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-middle.collector.example/v1', {
      event: 'page',
      id: browser.codec.hex.encode(browser.crypto.digest('sha256', url)).slice(24, 40),
    }),
  );
}
