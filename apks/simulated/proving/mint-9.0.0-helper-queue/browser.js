import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Hands addresses to the analytics app, which keeps them and uploads those of an earlier installation of the browser. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-helper-queue');
  const { uuid } = browser.identity;
  const analytics = browser.bind('com.miui.analytics', async ({ url }, service) => {
    const queue = service.storage.get('queue') ?? [];
    if (url !== undefined) service.storage.set('queue', [...queue, { uuid, url }]);
    const due = queue.filter((event) => event.uuid !== uuid);
    if (due.length === 0) return;
    await post(service, 'https://tracking.intl.miui.com/track/v4', { events: due });
    service.storage.set(
      'queue',
      (service.storage.get('queue') ?? []).filter((event) => event.uuid === uuid),
    );
  });
  onVisit(browser, ({ url }) => analytics.send({ url }));
}
