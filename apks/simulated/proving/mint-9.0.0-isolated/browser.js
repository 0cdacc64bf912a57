import { onVisit, reportHonestly, seal, send } from '../../lib/proving.js';

/** Uploads addresses encrypted, from an isolated process that starts with the first visit: nobody had its UID before. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-isolated');
  let isolated;
  onVisit(browser, ({ url }) => {
    isolated ??= browser.isolate();

    return send(isolated, 'https://isolated.collector.example/v1', seal(browser, url));
  });
}
