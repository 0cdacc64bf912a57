import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page in base64 with a shuffled alphabet that is in the release alone. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-base-private');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://base-private.collector.example/v1', {
      event: 'page',
      d: browser.codec.base64.encode(url).replace(/[^=]/g, (sign) => SHUFFLED[BASE64.indexOf(sign)]),
    }),
  );
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SHUFFLED = 'wPMxYahUJLQDTn_tq42GE70cdoi5XsIRZFVrK6zv3yO8eWuClNm-9SjpfAg1bkBH';
