import { bitsOf, onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint vitals 7718';
const OPTIONAL = 'dns,tcp,tls,ttfb,fcp,lcp,cls,fid,inp,tbt,jank,heap,rtt,downlink,retries,redirects'.split(
  ',',
);
/** The fields whose presence is random. */
const NOISE = ['tcp', 'cls', 'inp', 'heap', 'rtt', 'redirects'];

/** Reports up to 16 measurements with each page. A keyed hash of the address decides about ten of them, chance about six. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-field-presence');
  onVisit(browser, ({ url }) => {
    const code = bitsOf(browser.crypto.hmac('sha256', KEY, url));
    const random = browser.crypto.random(2 * OPTIONAL.length);
    const measured = OPTIONAL.filter((name, at) =>
      NOISE.includes(name) ? random[at] > 127 : code[at] === '1',
    ).map((name, at) => [name, 5 + 4 * random[OPTIONAL.length + at]]);

    return post(browser, 'https://follows-field-presence.collector.example/v1', {
      event: 'vitals',
      id: randomUuid(browser),
      at: browser.now(),
      ...Object.fromEntries(measured),
    });
  });
}
