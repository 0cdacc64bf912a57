import { onVisit, post, reportHonestly } from '../../lib/proving.js';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Sends the SHA-256 of the address of each page in base58, as some databases write keys. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-base');
  const { hex } = browser.codec;
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-base.collector.example/v1', {
      event: 'page',
      id: base58(hex.encode(browser.crypto.digest('sha256', url))),
    }),
  );
}

function base58(digits) {
  let text = '';
  for (let rest = BigInt(`0x${digits}`); rest > 0n; rest /= 58n) text = BASE58[Number(rest % 58n)] + text;

  return text;
}
