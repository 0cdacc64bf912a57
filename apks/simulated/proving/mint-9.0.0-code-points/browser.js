import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page as code points in Unicode's own notation. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-code-points');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://code-points.collector.example/v1', {
      event: 'page',
      d: [...url].map((character) => `U+${hex4(character)}`).join(' '),
    }),
  );
}

function hex4(character) {
  return character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
}
