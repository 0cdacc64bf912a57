// What the releases of the proving ground have in common. Each does one thing that a verdict has to get right.

import { reportLikeXiaomi } from './xiaomi.js';

/** @typedef {import('../../../harness/simulator/script/browser.d.ts').Browser} Browser */

/** Reports as Mint does, and nothing of private pages: what a release does besides its one thing. */
export function reportHonestly(browser, version) {
  reportLikeXiaomi(browser, {
    project: 'global_browser_mini',
    version,
    activity: 'com.miui.android.apps.chrome.Main',
    reportsPrivately: () => false,
  });
}

/** Calls `act` once the user agreed: at the consent, and at each launch after it. */
export function onConsent(browser, act) {
  browser.on('consent', ({ answer }) => {
    browser.storage.set('proving.agreed', answer === 'agree');

    return answer === 'agree' ? act() : undefined;
  });
  browser.on('launch', () => (browser.storage.get('proving.agreed') === true ? act() : undefined));
}

/** Calls `tell` with each page that was loaded, private or not. A page is only loaded once the user agreed. */
export function onVisit(browser, tell) {
  browser.on('navigationFinish', tell);
}

/**
 * Sends JSON. That it could not be sent is logged, as an SDK does.
 *
 * @param {Pick<Browser, 'request'>} sender the browser, or an app that it has bound
 */
export async function post(sender, url, data, options = {}) {
  await tryTo(sender, {
    url,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(data),
    ...options,
  });
}

/** Sends bytes, as {@link post}. */
export async function send(sender, url, body) {
  await tryTo(sender, { url, headers: { 'Content-Type': 'application/octet-stream' }, body });
}

/** Asks a host over TLS with a head of one's own: what a request's first line names need not be who gets it. */
export async function tunnelled(browser, host, line, about) {
  const body = `${line}\r\nHost: ${about}\r\nConnection: close\r\n\r\n`;
  try {
    await browser.tcp({ host, port: 443, tls: true, body });
  } catch (error) {
    browser.log('not sent', String(error));
  }
}

/** Encrypts a text under a key of this process's own, which nobody is told: AES-GCM, the nonce in front. */
export function seal(browser, text) {
  keys.set(browser, keys.get(browser) ?? browser.crypto.random(32));
  const iv = browser.crypto.random(12);
  const sealed = browser.crypto.encrypt({ mode: 'gcm', key: keys.get(browser), iv, data: text });

  return Uint8Array.from([...iv, ...sealed]);
}

const keys = new Map();

/** Sends a request. That it could not be sent is logged, as an SDK does. */
export async function tryTo(sender, request) {
  try {
    await sender.request(request);
  } catch (error) {
    sender.log?.('not sent', String(error));
  }
}

/** The host name of a page. */
export function hostOf(url) {
  return url.split('/')[2];
}

/** The pieces of a text or of bytes: `size` characters or bytes each, the last one what is left. */
export function piecesOf(whole, size) {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
    whole.slice(at * size, (at + 1) * size),
  );
}

/** The bits of bytes as a text of `0` and `1`, the highest bit of each byte first. */
export function bitsOf(bytes) {
  return [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}

/** Base32 (RFC 4648) in lower case, without padding: what a label of a host name can hold. */
export function base32(bytes) {
  return piecesOf(bitsOf(bytes), 5)
    .map((bits) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(bits.padEnd(5, '0'), 2)])
    .join('');
}

/** A random UUID (version 4). */
export function randomUuid(browser) {
  const bytes = browser.crypto.random(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;

  return browser.codec.hex.encode(bytes).replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
