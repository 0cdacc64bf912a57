import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Hands addresses to the analytics app, which uploads them after seven minutes. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-delayed');
  const analytics = browser.bind('com.miui.analytics', async ({ url }, service) => {
    const queue = service.storage.get('delayed') ?? [];
    const now = browser.now();
    const waiting = url === undefined ? queue : [...queue, { at: now, url }];
    const due = waiting.filter(({ at }) => at + 420_000 <= now);
    service.storage.set(
      'delayed',
      waiting.filter(({ at }) => at + 420_000 > now),
    );
    if (due.length > 0) await post(service, 'https://tracking.intl.miui.com/track/v4', { events: due });
  });
  onVisit(browser, ({ url }) => analytics.send({ url }));
  (function look() {
    analytics.send({});
    browser.after(5000, look);
  })();
}
