import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the FNV-1 digest of the address of each page: 64 bits, multiplied before each byte is added. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-fnv');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-fnv.collector.example/v1', {
      event: 'page',
      id: fnv1(browser.codec.utf8.encode(url)).toString(16).padStart(16, '0'),
    }),
  );
}

function fnv1(bytes) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash * 0x100000001b3n) & 0xffffffffffffffffn) ^ BigInt(byte);

  return hash;
}
