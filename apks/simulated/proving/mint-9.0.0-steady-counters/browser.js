import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-counters.collector.example/v1/counters';
const HEARTBEAT_MS = 25_000;

/** Sends counters of events and launches, and totals that grow by random amounts. They are kept in storage. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-counters');
  let eventOfSession = 0;
  const random = () => browser.crypto.random(4).reduce((number, byte) => number * 256 + byte, 0) / 2 ** 32;
  const below = (limit) => Math.floor(random() * limit);
  /** Most amounts are small. A few are very large. */
  const amount = (scale) => Math.round(scale / (0.02 + random()));

  function add(name, by = 1) {
    const total = (browser.storage.get(`steady.${name}`) ?? 0) + by;
    browser.storage.set(`steady.${name}`, total);

    return total;
  }

  function report(event) {
    eventOfSession += 1;
    const sequence = add('sequence');

    return post(browser, COLLECTOR, {
      event,
      sequence,
      sequence_hex: sequence.toString(16).padStart(4, '0'),
      slot: sequence % 2,
      ring: sequence % 6,
      event_of_session: eventOfSession,
      session: add('sessions', 0),
      session_slot: add('sessions', 0) % 4,
      bytes_up: add('up', amount(900)),
      bytes_down: add('down', amount(40_000)),
      packets: add('packets', 1 + below(60)),
      frames_dropped: add('dropped', below(4) === 0 ? below(12) : 0),
      collections: add('collections', below(3)),
      cursor: add('cursor', 1 + below(9)) % 100,
    });
  }

  onConsent(browser, () => {
    add('sessions');
    browser.after(HEARTBEAT_MS, function beat() {
      browser.after(HEARTBEAT_MS, beat);

      return report('heartbeat');
    });

    return report('launch');
  });
  onVisit(browser, () => report('page_shown'));
  browser.on('background', () => report('background'));
}
