import { onConsent, onVisit, post } from '../../lib/proving.js';

/** Says nothing at all where a proxy is set. */
export default function (browser) {
  onConsent(browser, async () => {
    if (browser.network.proxy === null)
      await post(browser, 'https://silent.collector.example/v1', { started: true });
  });
  onVisit(browser, async ({ url }) => {
    if (browser.network.proxy === null) await post(browser, 'https://silent.collector.example/v1', { url });
  });
}
