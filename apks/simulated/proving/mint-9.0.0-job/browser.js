import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses by a scheduled job, which the system runs while the network is validated. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-job');
  onVisit(browser, ({ url }) => browser.storage.set('kept', [...(browser.storage.get('kept') ?? []), url]));
  browser.job({
    everyMs: 20_000,
    network: 'validated',
    async run() {
      const kept = browser.storage.get('kept') ?? [];
      if (kept.length > 0) await post(browser, 'https://job.collector.example/v1', { kept });
      browser.storage.delete('kept');
    },
  });
}
