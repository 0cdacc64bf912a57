import { onConsent, onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-random-ids.collector.example/v1';
const NANO_ALPHABET = 'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict';

/** Sends random ids as hex, base64, decimal numbers and UUIDs: new for each event, for each launch and for each request. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-random-ids');
  const hex = (size) => browser.codec.hex.encode(browser.crypto.random(size));
  const base64 = (size) => browser.codec.base64.encode(browser.crypto.random(size));
  const decimal = (size) => BigInt(`0x${hex(size)}`).toString();
  const nano = (size) => [...browser.crypto.random(size)].map((byte) => NANO_ALPHABET[byte % 64]).join('');
  /** These values change at each launch only. */
  const session = {
    id: randomUuid(browser),
    seed: decimal(4),
    shard: parseInt(hex(1), 16) % 16,
    token: nano(21),
  };

  function report(event) {
    const traceId = hex(16);
    const id = randomUuid(browser);

    return post(
      browser,
      `${COLLECTOR}/events/${hex(6)}?cb=${decimal(5)}`,
      {
        event,
        id,
        session,
        client_event_id: randomUuid(browser).toUpperCase(),
        dedupe_key: base64(12),
        snowflake: decimal(8),
        ulid:
          browser.now().toString(36).toUpperCase() +
          BigInt(`0x${hex(10)}`)
            .toString(36)
            .toUpperCase(),
        salt: decimal(2),
        bucket: parseInt(hex(1), 16) % 10,
        sampled: parseInt(hex(1), 16) < 64,
        links: Array.from({ length: 1 + (parseInt(hex(1), 16) % 3) }, () => hex(8)),
      },
      {
        headers: {
          'Content-Type': 'application/json',
          'X-Request-Id': nano(16),
          traceparent: `00-${traceId}-${hex(8)}-0${parseInt(hex(1), 16) % 2}`,
          b3: `${traceId}-${hex(8)}`,
        },
      },
    );
  }

  onConsent(browser, () => report('launch'));
  onVisit(browser, () => report('page_shown'));
  browser.on('background', () => report('background'));
}
