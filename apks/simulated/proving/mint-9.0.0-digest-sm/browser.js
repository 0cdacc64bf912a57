import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the SM3 digest of the address of each page (GB/T 32905). */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-sm');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-sm.collector.example/v1', {
      event: 'page',
      id: browser.codec.hex.encode(browser.crypto.digest('sm3', url)),
    }),
  );
}
