import { onConsent, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-rotating-keys.collector.example/v1';
const MINUTE_MS = 60_000;

/**
 * Sends events sealed with AES-GCM. A key is used for three to nine minutes, a token for one launch. The ids of both are sent.
 * The text of an event has random padding.
 */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-rotating-keys');
  const { hex, base64 } = browser.codec;
  const random = (size) => browser.crypto.random(size);
  const token = hex.encode(random(16));
  const route = random(1)[0] % 4;
  let nonces = 0;

  function currentKey() {
    const known = browser.storage.get('steady.key');
    if (known && known.until > browser.now()) return known;
    const bytes = hex.encode(random(32));
    const key = {
      bytes,
      id: hex.encode(browser.crypto.digest('sha256', bytes)).slice(0, 8),
      version: (known?.version ?? random(1)[0]) + 1,
      until: browser.now() + 3 * MINUTE_MS + (random(1)[0] / 256) * 6 * MINUTE_MS,
    };
    browser.storage.set('steady.key', key);

    return key;
  }

  function report(event) {
    const key = currentKey();
    const iv = random(12);
    nonces += 1;
    const text = JSON.stringify({ event, at: browser.now(), padding: hex.encode(random(random(1)[0] % 48)) });
    const sealed = browser.crypto.encrypt({ mode: 'gcm', key: hex.decode(key.bytes), iv, data: text });

    return tryTo(browser, {
      url: `${COLLECTOR}/${route}/sealed?kid=${key.id}&v=${key.version}`,
      headers: {
        'Content-Type': 'application/octet-stream',
        Authorization: `Bearer ${token}.${base64.encode(random(9 + (random(1)[0] % 3)))}`,
        'X-Nonce': `${nonces}-${base64.encode(iv)}`,
      },
      body: sealed,
    });
  }

  onConsent(browser, () => report('launch'));
  onVisit(browser, () => report('page_shown'));
  browser.on('background', () => report('background'));
}
