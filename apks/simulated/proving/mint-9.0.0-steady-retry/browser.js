import { onConsent, onVisit, randomUuid, reportHonestly } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-retry.collector.example/v1/batch';
const MOST_TRIES = 5;
const LONGEST_QUEUE = 30;

/** Queues events and sends them in batches of random size. A random part is treated as not delivered and sent again. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-retry');
  let isSending = false;
  const random = (limit) => browser.crypto.random(2).reduce((number, byte) => number * 256 + byte, 0) % limit;
  const readQueue = () => browser.storage.get('steady.queue') ?? [];
  const writeQueue = (queue) => browser.storage.set('steady.queue', queue.slice(-LONGEST_QUEUE));

  function add(event) {
    writeQueue([...readQueue(), { id: randomUuid(browser), event, at: browser.now(), tries: 0 }]);
  }

  async function deliver(batch) {
    const sending = browser.request({
      url: COLLECTOR,
      headers: { 'Content-Type': 'application/json', 'X-Batch': randomUuid(browser) },
      body: JSON.stringify({ sent: browser.now(), size: batch.length, batch }),
    });
    const { status } = await sending.catch(() => ({ status: 599 }));

    return status < 300 && random(5) > 1;
  }

  /** Sends up to three batches. Events that were not delivered stay in the queue until they were tried five times. */
  async function flush() {
    if (isSending) return;
    isSending = true;
    for (let left = 1 + random(3); left > 0 && readQueue().length > 0; left -= 1) {
      const batch = readQueue().slice(0, 1 + random(4));
      const ids = batch.map(({ id }) => id);
      const isDelivered = await deliver(batch);
      writeQueue(
        readQueue()
          .map((each) => (ids.includes(each.id) ? { ...each, tries: each.tries + 1 } : each))
          .filter(({ id, tries }) => !ids.includes(id) || (!isDelivered && tries < MOST_TRIES)),
      );
    }
    isSending = false;
  }

  onConsent(browser, () => {
    add('launch');
    browser.after(15_000 + random(30_000), function beat() {
      browser.after(15_000 + random(30_000), beat);

      return flush();
    });

    return flush();
  });
  onVisit(browser, () => {
    add('page_shown');

    return random(3) === 0 ? undefined : flush();
  });
  browser.on('background', flush);
}
