import { onVisit, reportHonestly, tunnelled } from '../../lib/proving.js';

/** Fetches each page a second time through the vendor's own proxy, as a data saver does: asked for in absolute form, over TLS. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-data-saver');
  onVisit(browser, ({ url }) =>
    tunnelled(
      browser,
      'saver.collector.example',
      `GET ${url.replace('https:', 'http:')} HTTP/1.1`,
      url.split('/')[2],
    ),
  );
}
