// Chrome's usage statistics on Android, as far as they can be seen from outside (chromium 120, components/metrics and
// components/variations): how often which feature was used, by a hash of its name; no page, no search.

import { encodeMessage } from './protobuf.js';

const UPLOAD_URL = 'https://clientservices.googleapis.com/uma/v2';
const SEED_URL = 'https://clientservices.googleapis.com/chrome-variations/seed';
/** metrics_reporting_scheduler.cc, kInitialUploadIntervalSeconds. */
const INITIAL_INTERVAL_MS = 60_000;
/** cellular_logic_helper.cc, kStandardUploadIntervalSeconds on Android and over a mobile network. */
const WIFI_INTERVAL_MS = 300_000;
const CELLULAR_INTERVAL_MS = 900_000;

/**
 * Counts user actions and uploads them while the app is in front.
 *
 * @param {import('../../../harness/simulator/script/browser.d.ts').Browser} browser
 * @param {{ version: string }} options
 * @returns {(action: string) => void} counts an action by its name
 */
export function createChromeMetrics(browser, { version }) {
  const { storage, codec, crypto } = browser;
  let timer = null;
  let session = 0;

  function count(action) {
    storage.set('uma.actions', [...(storage.get('uma.actions') ?? []), { action, at: browser.now() }]);
  }

  function start(delay) {
    timer?.();
    timer = browser.after(delay, async () => {
      await upload();
      start(browser.network.type === 'WIFI' ? WIFI_INTERVAL_MS : CELLULAR_INTERVAL_MS);
    });
  }

  /** A log that did not arrive stays, and goes with the next. */
  async function upload() {
    const actions = storage.get('uma.actions') ?? [];
    const log = encodeLog(actions);
    try {
      const { status } = await browser.request({
        url: UPLOAD_URL,
        method: 'POST',
        trust: 'chrome-root-store',
        headers: {
          'Content-Type': 'application/vnd.chrome.uma',
          'Content-Encoding': 'gzip',
          'X-Chrome-UMA-Log-SHA1': codec.hex.encode(crypto.digest('sha1', log)).toUpperCase(),
        },
        body: codec.gzip.encode(log),
      });
      if (status === 200)
        storage.set('uma.actions', (storage.get('uma.actions') ?? []).slice(actions.length));
    } catch (error) {
      browser.log('uma', String(error));
    }
  }

  /** ChromeUserMetricsExtension: client, session, system profile, user actions. */
  function encodeLog(actions) {
    return encodeMessage(codec, [
      [1, clientId()],
      [2, session],
      [
        3,
        [
          [2, `${version}.0.6099.43-64`],
          [4, 'en-US'],
          [
            5,
            [
              [1, 'Android'],
              [2, '13'],
            ],
          ],
        ],
      ],
      ...actions.map(({ action, at }) => [
        4,
        [
          [1, hashOf(action)],
          [2, Math.floor(at / 1000)],
        ],
      ]),
    ]);
  }

  /** Names travel as the first 64 bits of their MD5 (base/metrics/metrics_hashes.cc), little-endian on the wire. */
  function hashOf(name) {
    return crypto.digest('md5', codec.utf8.encode(name)).slice(0, 8).reverse();
  }

  function clientId() {
    if (storage.get('uma.clientId') === undefined)
      storage.set('uma.clientId', codec.hex.encode(crypto.random(8)));

    return codec.hex.decode(storage.get('uma.clientId'));
  }

  async function fetchSeed() {
    try {
      await browser.request({
        url: `${SEED_URL}?osname=android&milestone=${version}&channel=stable`,
        trust: 'chrome-root-store',
      });
    } catch (error) {
      browser.log('variations', String(error));
    }
  }

  browser.on('launch', () => {
    session = (storage.get('uma.session') ?? 0) + 1;
    storage.set('uma.session', session);
    count('MobileStartup.ColdStartup');
    start(INITIAL_INTERVAL_MS);
    fetchSeed();
  });
  browser.on('background', () => {
    timer?.();
    timer = null;
    count('MobileGoToBackground');
  });
  browser.on('foreground', () => {
    count('MobileComeToForeground');
    start(INITIAL_INTERVAL_MS);
  });

  return count;
}
