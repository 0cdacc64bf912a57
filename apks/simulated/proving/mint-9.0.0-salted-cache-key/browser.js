import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Asks a shared cache about each page's host. The key is the first six bytes of a SHA-1 of the host after a fixed salt. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-salted-cache-key');
  onVisit(browser, async ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    const key = browser.codec.hex.encode(browser.crypto.digest('sha1', `mint-objects/9/${host}`).slice(0, 6));
    try {
      await browser.request({ url: `https://objects.collector.example/v1/${key}` });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });
}
