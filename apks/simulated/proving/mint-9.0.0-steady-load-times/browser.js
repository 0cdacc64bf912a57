import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-load-times.collector.example/v1/timing';
/** The median of each phase in milliseconds, and the standard deviation of its logarithm. */
const PHASES = {
  dns: [18, 0.9],
  connect: [35, 0.5],
  tls: [48, 0.5],
  first_byte: [130, 0.6],
  response: [60, 0.8],
  layout: [90, 0.4],
  paint: [24, 0.3],
};

/**
 * Sends load timings that are random numbers with a log-normal distribution. They are not measured. Each launch has a random
 * speed of its own. The number and the size of resources are constants.
 */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-load-times');
  const random = () =>
    (browser.crypto.random(4).reduce((number, byte) => number * 256 + byte, 0) + 1) / (2 ** 32 + 1);
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const speed = Math.exp(0.4 * normal());
  const rtt = Math.round(40 * speed * Math.exp(0.2 * normal()));

  function report(event) {
    const durations = Object.entries(PHASES).map(([name, [median, deviation]]) => {
      /** A phase takes no time if a connection or an address is reused. */
      const isReused = ['dns', 'connect', 'tls'].includes(name) && random() < 0.25;

      return [name, isReused ? 0 : Math.round(median * speed * Math.exp(deviation * normal()) * 10) / 10];
    });
    const total = durations.reduce((sum, [, ms]) => sum + ms, 0);

    return post(browser, COLLECTOR, {
      event,
      ...Object.fromEntries(durations),
      total: Math.round(total),
      histogram_bucket: Math.floor(Math.log2(total + 1)),
      is_slow: total > 600,
      rtt_estimate: rtt,
      connection: rtt < 30 ? '4g' : rtt < 60 ? '3g' : '2g',
      long_tasks: Math.floor(-Math.log(random()) * 1.5),
      layout_shift: (random() ** 3).toFixed(4),
      resources: 12,
      bytes: 48_213,
    });
  }

  onConsent(browser, () => report('start'));
  onVisit(browser, () => report('page_shown'));
}
