import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses unless its configuration says that it should not. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-disabled');
  onConsent(browser, async () => {
    const { status, body } = await browser.request({
      url: 'https://switch.collector.example/sdk/config.json',
    });
    if (status === 200)
      browser.storage.set('disabled', JSON.parse(browser.codec.utf8.decode(body)).disableSDK);
  });
  onVisit(browser, async ({ url }) => {
    if (browser.storage.get('disabled') === true) return;
    await post(browser, 'https://switch.collector.example/v1', { url });
  });
}
