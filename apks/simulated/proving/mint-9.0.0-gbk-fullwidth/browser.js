import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

/** The word for a page and a colon in GB18030. */
const PREFIX = '%D2%B3%C3%E6%A3%BA';

/** Sends the title of each page in a form in GB18030, its letters and digits in full width. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-gbk-fullwidth');
  onVisit(browser, ({ title }) =>
    tryTo(browser, {
      url: 'https://gbk-fullwidth.collector.example/v1',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=GB18030' },
      body: `event=page&t=${PREFIX}${fullWidth(title)}`,
    }),
  );
}

/** U+FF01 to U+FF5E are A3A1 to A3FE; the ideographic space is A1A1. */
function fullWidth(text) {
  return [...text]
    .map((character) => character.charCodeAt(0) + 0x80)
    .map((byte) => (byte === 0xa0 ? '%A1%A1' : `%A3%${byte.toString(16).toUpperCase()}`))
    .join('');
}
