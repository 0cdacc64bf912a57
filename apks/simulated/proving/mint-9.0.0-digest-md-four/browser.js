import { onVisit, post, reportHonestly } from '../../lib/proving.js';
import { md4 } from './md4.js';

/** Sends the MD4 digest of the address of each page. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-md-four');
  const { utf8, hex } = browser.codec;
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-md-four.collector.example/v1', {
      event: 'page',
      id: hex.encode(md4(utf8.encode(url))),
    }),
  );
}
