import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page with a zero in place of each digit, as loggers group addresses. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digits-replaced');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digits-replaced.collector.example/v1', {
      event: 'page',
      route: url.replace(/[0-9]/g, '0'),
    }),
  );
}
