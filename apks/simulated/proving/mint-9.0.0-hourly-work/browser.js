import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses by work of WorkManager that is due once an hour: WorkManager does nothing if it is forced before. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-hourly-work');
  onVisit(browser, ({ url }) => browser.storage.set('kept', [...(browser.storage.get('kept') ?? []), url]));
  browser.job({
    everyMs: 3_600_000,
    scheduler: 'work-manager',
    async run() {
      const kept = browser.storage.get('kept') ?? [];
      if (kept.length > 0) await post(browser, 'https://work.collector.example/v1', { kept });
      browser.storage.delete('kept');
    },
  });
}
