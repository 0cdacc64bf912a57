import { hostOf, onConsent, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

const SERVER = 'https://safebrowsing.googleapis.com/v4';
/** MALWARE_THREAT and SOCIAL_ENGINEERING_PUBLIC, ANDROID_PLATFORM, URL: the numbers of safebrowsing.proto. */
const LISTS = [1, 2];
const ANDROID = 3;
const URLS = 1;

/**
 * Asks Safe Browsing as Chrome does (components/safe_browsing/core/browser/db, version 4). It sends the states of its lists to
 * get updates. It sends a hash prefix of four bytes that is in a list to get the full hashes. In this release each page has
 * such a prefix, which is rare.
 */
export default function (browser) {
  reportHonestly(browser, '9.0.0-safe-browsing');
  const { utf8, base64 } = browser.codec;
  const client = bytes(1, [...bytes(1, utf8.encode('chromium')), ...bytes(2, utf8.encode('120.0.6099.43'))]);
  /** The release comes with lists, so their states are the same on every handset. */
  const stateOf = (list) => browser.crypto.digest('sha256', `list ${list} of the release`);
  const ask = (method, message) => {
    const request = base64.encode(Uint8Array.from(message)).replaceAll('+', '-').replaceAll('/', '_');

    return tryTo(browser, {
      url: `${SERVER}/${method}?$req=${request}&$ct=application/x-protobuf&key=dummytoken`,
      headers: { 'X-HTTP-Method-Override': 'POST' },
    });
  };

  onConsent(browser, () =>
    ask('threatListUpdates:fetch', [
      ...client,
      ...LISTS.flatMap((list) =>
        bytes(3, [...number(1, list), ...number(2, ANDROID), ...bytes(3, stateOf(list)), ...number(5, URLS)]),
      ),
    ]),
  );
  onVisit(browser, ({ url }) => {
    const prefix = browser.crypto.digest('sha256', `${hostOf(url)}/`).slice(0, 4);

    return ask('fullHashes:find', [
      ...client,
      ...LISTS.flatMap((list) => bytes(2, stateOf(list))),
      ...bytes(3, [
        ...LISTS.flatMap((list) => number(1, list)),
        ...number(2, ANDROID),
        ...bytes(3, bytes(1, prefix)),
        ...number(4, URLS),
      ]),
    ]);
  });
}

/** A field of protobuf with bytes or a message of fewer than 128 bytes. */
function bytes(field, content) {
  return [field * 8 + 2, content.length, ...content];
}

function number(field, value) {
  return [field * 8, value];
}
