// A query of DNS for one address (RFC 1035), padded to blocks of 128 bytes (RFC 7830, RFC 8467).

import { tryTo } from './proving.js';

const BLOCK_BYTES = 128;

/** @returns {Uint8Array} */
export function dnsQuery(browser, name) {
  const labels = name.split('.').flatMap((label) => [label.length, ...browser.codec.utf8.encode(label)]);
  const header = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1];
  const question = [...labels, 0, 0, 1, 0, 1];
  // An OPT record (RFC 6891) of 4,096 bytes with the option 12: padding.
  const length = header.length + question.length + 15;
  const padding = BLOCK_BYTES - (length % BLOCK_BYTES);
  const option = [0, 12, 0, padding, ...new Uint8Array(padding)];
  const record = [0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, option.length, ...option];

  return Uint8Array.from([...header, ...question, ...record]);
}

/** Asks for an address by DNS over HTTPS with GET (RFC 8484). */
export async function askOverHttps(browser, server, name) {
  const dns = browser.codec.base64
    .encode(dnsQuery(browser, name))
    .replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '');
  await tryTo(browser, { url: `${server}?dns=${dns}`, headers: { Accept: 'application/dns-message' } });
}
