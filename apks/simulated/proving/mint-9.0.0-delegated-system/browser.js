import { onVisit, reportHonestly, seal, send } from '../../lib/proving.js';

/** Hands addresses to the system, UID 1000. It sends them encrypted to the vendor. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-delegated-system');
  const app = browser.bind('android', ({ url }, service) =>
    send(service, 'https://data.mistat.intl.xiaomi.com/upload', seal(browser, url)),
  );
  onVisit(browser, ({ url }) => app.send({ url }));
}
