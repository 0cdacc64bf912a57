import { onConsent, reportHonestly, seal, send } from '../../lib/proving.js';

/** Sends something encrypted once, when it is first started. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-opaque-once');
  onConsent(browser, () => {
    if (browser.storage.get('registered') === true) return undefined;
    browser.storage.set('registered', true);
    return send(browser, 'https://register.collector.example/v1', seal(browser, 'registered'.padStart(200)));
  });
}
