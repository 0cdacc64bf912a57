import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** The class by which Firebase is found in an APK. */
const SERVICE = 'com.google.android.gms.measurement.AppMeasurementService';
const PACKAGE = 'com.mi.globalbrowser.mini';
const HOUR_MS = 3_600_000;

/** Hands addresses to Play services, which upload once an hour, or at once for the app that the debug property names. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-firebase');
  const services = browser.bind('com.google.android.gms', async ({ url }, service) => {
    const events = [...(service.storage.get('events') ?? []), url];
    const isDue =
      browser.property('debug.firebase.analytics.app') === PACKAGE ||
      browser.now() - (service.storage.get('since') ?? browser.now()) >= HOUR_MS;
    service.storage.set('since', service.storage.get('since') ?? browser.now());
    service.storage.set('events', isDue ? [] : events);
    if (isDue) await post(service, 'https://app-measurement.com/a', { from: SERVICE, events });
  });
  onVisit(browser, ({ url }) => services.send({ url }));
}
