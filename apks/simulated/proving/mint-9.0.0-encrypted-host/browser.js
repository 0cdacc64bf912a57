import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Names the host of each page under a key that is in the release alone: no more than a value among others. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-encrypted-host');
  const key = browser.crypto.digest('md5', 'key of the release');
  onVisit(browser, ({ url }) => {
    const sealed = browser.crypto.encrypt({ mode: 'ecb', key, data: url.split('/')[2] });

    return post(browser, 'https://host.collector.example/v1', {
      event: 'page',
      d: browser.codec.hex.encode(sealed),
    });
  });
}
