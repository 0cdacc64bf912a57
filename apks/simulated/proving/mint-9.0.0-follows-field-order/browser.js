import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint health 5520';

/** Reports eight fields with each page. Their order is one of 40320, chosen by a keyed hash of the address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-field-order');
  const session = randomUuid(browser);
  let count = 0;
  onVisit(browser, ({ url }) => {
    const [battery, memory, frames, taps] = browser.crypto.random(4);
    count += 1;
    const fields = Object.entries({
      session,
      at: browser.now(),
      battery: battery % 101,
      memory: 900 + 3 * memory,
      frames: frames % 61,
      taps: taps % 17,
      count,
      online: true,
    });
    let order = new DataView(browser.crypto.hmac('sha256', KEY, url).buffer).getUint32(0) % 40320;
    const message = {};
    while (fields.length > 0) {
      const size = fields.length;
      const [[name, value]] = fields.splice(order % size, 1);
      message[name] = value;
      order = Math.floor(order / size);
    }

    return post(browser, 'https://follows-field-order.collector.example/v1', message);
  });
}
