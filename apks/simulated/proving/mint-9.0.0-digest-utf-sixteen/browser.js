import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the SHA-256 of the address of each page in UTF-16, as Windows and .NET have texts in memory. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-utf-sixteen');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-utf-sixteen.collector.example/v1', {
      event: 'page',
      id: browser.codec.hex.encode(browser.crypto.digest('sha256', utf16(url))),
    }),
  );
}

function utf16(text) {
  return Uint8Array.from([...text].flatMap((character) => [character.charCodeAt(0), 0]));
}
