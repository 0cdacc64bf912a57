import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint paint 3319';

/** Reports three times in milliseconds with each page. The last four digits of the second are a keyed hash of the address, all others are random. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-float-tail');
  const session = randomUuid(browser);
  onVisit(browser, ({ url }) => {
    const hash = browser.crypto.hmac('sha256', KEY, url).slice(0, 4);

    return post(browser, 'https://follows-float-tail.collector.example/v1', {
      session,
      load: randomUuid(browser),
      at: browser.now(),
      ms: {
        first_byte: time(60, browser.crypto.random(4)),
        first_paint: time(400, hash),
        ready: time(900, browser.crypto.random(4)),
      },
    });
  });

  /** A time with six decimals: two random ones, and four digits from 1 to 9. */
  function time(least, tail) {
    const [high, low, hundredths] = browser.crypto.random(3);
    const whole = least + ((256 * high + low) % least);
    const digits = [...tail].map((byte) => 1 + (byte % 9)).join('');

    return Number(`${whole}.${String(hundredths % 100).padStart(2, '0')}${digits}`);
  }
}
