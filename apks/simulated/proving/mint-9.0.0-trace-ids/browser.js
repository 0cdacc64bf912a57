import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Reports the spans of a page load. Each trace id is one AES block of the address, under a key that is part of the app. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-trace-ids');
  const key = browser.crypto.digest('sha256', 'mint tracing 9').slice(0, 16);
  onVisit(browser, async ({ url }) => {
    const blocks = browser.codec.hex
      .encode(browser.crypto.encrypt({ mode: 'ecb', key, data: url }))
      .match(/.{32}/g);
    for (const [at, block] of blocks.entries()) {
      const traceparent = `00-${block}-${browser.codec.hex.encode(browser.crypto.random(8))}-01`;
      try {
        await browser.request({
          url: `https://spans.collector.example/v1/${at}`,
          headers: { traceparent },
          pool: 'spans',
        });
      } catch (error) {
        browser.log('not sent', String(error));
      }
    }
  });
}
