import { hostOf, onVisit, post, reportHonestly } from '../../lib/proving.js';
import { cityHash64 } from './city-hash.js';

/** Sends the CityHash digest of the host of each page, as a number of 64 bits. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-city');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-city.collector.example/v1', {
      event: 'page',
      id: String(cityHash64(browser.codec.utf8.encode(hostOf(url)))),
    }),
  );
}
