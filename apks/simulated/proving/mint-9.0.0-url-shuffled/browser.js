import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Replaces the letters and digits of the address of each page, which keeps the form of an address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-url-shuffled');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://url-shuffled.collector.example/v1', {
      event: 'page',
      d: url.replace(/[a-z0-9]/g, (character) => SHUFFLED[PLAIN.indexOf(character)]),
    }),
  );
}

const PLAIN = 'abcdefghijklmnopqrstuvwxyz0123456789';
const SHUFFLED = 'o2z7irtdnlw386qv4h9ep5augf0yxjmcks1b';
