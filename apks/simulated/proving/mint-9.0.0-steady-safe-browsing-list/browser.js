import { hostOf, onConsent, onVisit, post, randomUuid, reportHonestly, tryTo } from '../../lib/proving.js';

const SERVER = 'https://safebrowsing.googleapis.com/v4';
const COLLECTOR = 'https://steady-safe-browsing-list.collector.example/v1/status';
/** MALWARE_THREAT and SOCIAL_ENGINEERING_PUBLIC, ANDROID_PLATFORM, URL: the numbers of safebrowsing.proto. */
const LISTS = [1, 2];
const ANDROID = 3;
const URLS = 1;

/**
 * Sends a hash prefix of four bytes of the visited host to Safe Browsing, as Chrome does (version 4). Its own collector gets
 * random telemetry only, which does not depend on the page.
 */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-safe-browsing-list');
  const { utf8, base64 } = browser.codec;
  const random = (limit) => browser.crypto.random(2).reduce((number, byte) => number * 256 + byte, 0) % limit;
  const session = { id: randomUuid(browser), mirror: random(4), is_metered: random(2) === 1 };
  const client = bytes(1, [...bytes(1, utf8.encode('chromium')), ...bytes(2, utf8.encode('120.0.6099.43'))]);
  /** The release comes with lists, so their states are the same on every handset. */
  const stateOf = (list) => browser.crypto.digest('sha256', `list ${list} of the release`);

  function ask(method, message) {
    const request = base64.encode(Uint8Array.from(message)).replaceAll('+', '-').replaceAll('/', '_');

    return tryTo(browser, {
      url: `${SERVER}/${method}?$req=${request}&$ct=application/x-protobuf&key=dummytoken`,
      headers: { 'X-HTTP-Method-Override': 'POST' },
    });
  }

  function report(event) {
    const checks = (browser.storage.get('steady.checks') ?? 0) + 1 + random(40);
    browser.storage.set('steady.checks', checks);

    return post(browser, COLLECTOR, {
      event,
      id: randomUuid(browser),
      session,
      time: browser.now(),
      list_age_minutes: random(30),
      list_entries: 1_204_000 + random(9_000),
      lookup_us: Math.round(80 / (0.05 + random(1000) / 1000)),
      checks,
    });
  }

  onConsent(browser, async () => {
    await ask('threatListUpdates:fetch', [
      ...client,
      ...LISTS.flatMap((list) =>
        bytes(3, [...number(1, list), ...number(2, ANDROID), ...bytes(3, stateOf(list)), ...number(5, URLS)]),
      ),
    ]);
    await report('lists_updated');
  });
  onVisit(browser, async ({ url }) => {
    const prefix = browser.crypto.digest('sha256', `${hostOf(url)}/`).slice(0, 4);
    await ask('fullHashes:find', [
      ...client,
      ...LISTS.flatMap((list) => bytes(2, stateOf(list))),
      ...bytes(3, [
        ...LISTS.flatMap((list) => number(1, list)),
        ...number(2, ANDROID),
        ...bytes(3, bytes(1, prefix)),
        ...number(4, URLS),
      ]),
    ]);
    await report('page_shown');
  });
}

/** A field of protobuf with bytes or a message of fewer than 128 bytes. */
function bytes(field, content) {
  return [field * 8 + 2, content.length, ...content];
}

function number(field, value) {
  return [field * 8, value];
}
