import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page in UTF-7 (RFC 2152), with no character written as itself. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-utf-seven');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://utf-seven.collector.example/v1', {
      event: 'page',
      d: `+${browser.codec.base64.encode(utf16(url)).replaceAll('=', '')}-`,
    }),
  );
}

function utf16(text) {
  return Uint8Array.from([...text].flatMap((character) => [0, character.charCodeAt(0)]));
}
