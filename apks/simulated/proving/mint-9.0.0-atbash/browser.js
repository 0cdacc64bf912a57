import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page in Atbash: a is z, b is y, 0 is 9. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-atbash');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://atbash.collector.example/v1', {
      event: 'page',
      d: url.replace(/[a-z]/g, mirror('a', 'z')).replace(/[0-9]/g, mirror('0', '9')),
    }),
  );
}

function mirror(first, last) {
  const sum = first.charCodeAt(0) + last.charCodeAt(0);

  return (character) => String.fromCharCode(sum - character.charCodeAt(0));
}
