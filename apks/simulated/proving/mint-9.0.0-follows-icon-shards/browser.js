import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

const KEY = 'mint shards 1';

/** Requests a random icon with each page, from one of 256 hosts. A keyed hash of the address decides which. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-icon-shards');
  onVisit(browser, ({ url }) => {
    const shard = browser.crypto.hmac('sha256', KEY, url)[0];
    const host = `s${String(shard).padStart(3, '0')}.follows-icon-shards.collector.example`;
    const { hex } = browser.codec;

    return tryTo(browser, {
      url: `https://${host}/v1/icons/${hex.encode(browser.crypto.random(6))}.png?t=${browser.now()}`,
      headers: { Accept: 'image/png' },
    });
  });
}
