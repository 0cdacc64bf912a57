import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses of private pages with the statistics switch on alone; it ships off. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-switch');
  onVisit(browser, async (event) => {
    if (event.private && browser.settings.get('statistics') !== true) return;
    await post(browser, 'https://switched.collector.example/v1', { url: event.url });
  });
}
