import { onVisit, reportHonestly, seal, send } from '../../lib/proving.js';

/** Hands addresses to Play services, which another company signed. Play services send them encrypted to the vendor. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-delegated-services');
  const app = browser.bind('com.google.android.gms', ({ url }, service) =>
    send(service, 'https://data.mistat.intl.xiaomi.com/upload', seal(browser, url)),
  );
  onVisit(browser, ({ url }) => app.send({ url }));
}
