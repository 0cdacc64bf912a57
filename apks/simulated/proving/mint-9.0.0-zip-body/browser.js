import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';
import { zipOf } from '../../lib/zip.js';

/** Uploads the address of each page in the file of a ZIP archive, as a log. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-zip-body');
  onVisit(browser, ({ url }) =>
    tryTo(browser, {
      url: 'https://zip-body.collector.example/v1',
      headers: { 'Content-Type': 'application/zip' },
      body: zipOf(browser, 'log.txt', `page ${url}\n`.repeat(3)),
    }),
  );
}
