import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint beacons 6';

const KINDS = ['alive', 'ready', 'idle'];

/** Sends one to six beacons of each of three kinds with each page. A keyed hash of the address decides how many. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-request-count');
  onVisit(browser, ({ url }) => {
    const hash = browser.crypto.hmac('sha256', KEY, url);
    const load = randomUuid(browser);

    return Promise.all(
      KINDS.flatMap((event, at) =>
        Array.from({ length: 1 + (hash[at] % 6) }, () =>
          post(browser, 'https://follows-request-count.collector.example/v1', {
            event,
            load,
            at: browser.now(),
          }),
        ),
      ),
    );
  });
}
