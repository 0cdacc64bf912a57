import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint features 2283';
/** The bits of the flags that the hash sets. */
const PLACES = [1, 4, 6, 7, 11, 13, 16, 19, 22, 25, 26, 30];

/** Sends 32 flags as a number with each page. Twelve of them are bits of a keyed hash of the address, the others are random. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-flags');
  const session = randomUuid(browser);
  let sequence = 0;
  onVisit(browser, ({ url }) => {
    const code = new DataView(browser.crypto.hmac('sha256', KEY, url).buffer).getUint16(0);
    let flags = new DataView(browser.crypto.random(4).buffer).getUint32(0);
    PLACES.forEach((place, at) => {
      flags = (flags & ~(1 << place)) | (((code >> at) & 1) << place);
    });
    sequence += 1;

    return post(browser, 'https://follows-flags.collector.example/v1', {
      session,
      sequence,
      at: browser.now(),
      flags: flags >>> 0,
    });
  });
}
