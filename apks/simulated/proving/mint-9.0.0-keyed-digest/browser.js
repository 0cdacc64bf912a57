import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Tells pages by digests under a key that is in the release alone: nobody else can tell them from identifiers. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-keyed-digest');
  onVisit(browser, ({ url }) => {
    const id = browser.codec.hex.encode(browser.crypto.hmac('sha256', 'key of the release', url));

    return post(browser, 'https://keyed.collector.example/v1', { event: 'page', id });
  });
}
