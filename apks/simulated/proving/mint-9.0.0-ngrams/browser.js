import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends each three adjacent characters of the address of each page, as a search index stores texts. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-ngrams');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://ngrams.collector.example/v1', {
      event: 'page',
      grams: [...url].slice(2).map((_, at) => url.slice(at, at + 3)),
    }),
  );
}
