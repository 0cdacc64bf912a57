import { onConsent, reportHonestly, seal, send } from '../../lib/proving.js';

/** Sends something encrypted every ten seconds, whatever one does. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-encrypted-heartbeat');
  onConsent(browser, function beat() {
    send(browser, 'https://heartbeat.collector.example/v1', seal(browser, 'alive'.padStart(200)));
    browser.after(10_000, beat);
  });
}
