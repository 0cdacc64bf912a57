import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Tells pages by what Java's `String.hashCode` makes of their addresses: a number of 32 bits, in a field that says nothing. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-hashed-id');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://id.collector.example/v1', { event: 'page', id: hashCode(url) }),
  );

  function hashCode(text) {
    return [...text].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) | 0, 0);
  }
}
