import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Tells pages by two 32-bit hashes as a string table has them: one of the address, one of the address from its end. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-view-hash-pair');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://views.collector.example/v1', {
      view: hash([...url], 131),
      parent: hash([...url].reverse(), 1313),
    }),
  );

  function hash(letters, factor) {
    return letters.reduce((sum, letter) => (Math.imul(sum, factor) + letter.codePointAt(0)) | 0, 0);
  }
}
