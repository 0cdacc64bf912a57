import { onVisit, reportHonestly, seal, send } from '../../lib/proving.js';

/** Hands addresses to an app that the phone's vendor signed. It sends them encrypted to the vendor. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-delegated-vendor');
  const app = browser.bind('com.xiaomi.discover', ({ url }, service) =>
    send(service, 'https://data.mistat.intl.xiaomi.com/upload', seal(browser, url)),
  );
  onVisit(browser, ({ url }) => app.send({ url }));
}
