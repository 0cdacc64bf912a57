import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-battery.collector.example/v1/device';
const PERIOD_MS = 30_000;
/** Where each walk starts, the largest step, and its limits. */
const WALKS = {
  temperature: [312, 4, 250, 450],
  millivolts: [3950, 9, 3400, 4350],
  free_kb: [812_000, 30_000, 120_000, 1_800_000],
  signal_dbm: [-84, 3, -115, -50],
  link_mbps: [144, 20, 6, 433],
  cpu_percent: [22, 9, 1, 100],
};

/** Sends the state of the battery, memory and network. Each value is a random walk that is kept in storage. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-battery');
  const random = () => browser.crypto.random(4).reduce((number, byte) => number * 256 + byte, 0) / 2 ** 32;

  function walk(name) {
    const [start, step, lowest, highest] = WALKS[name];
    const last = browser.storage.get(`steady.${name}`) ?? start;
    const next = Math.round(Math.min(highest, Math.max(lowest, last + (2 * random() - 1) * step)));
    browser.storage.set(`steady.${name}`, next);

    return next;
  }

  /** Falls by one percent in about eight minutes. At one percent the handset is charged again. */
  function batteryLevel() {
    const tenths = browser.storage.get('steady.battery') ?? 600 + Math.floor(random() * 390);
    const since = browser.now() - (browser.storage.get('steady.batteryAt') ?? browser.now());
    browser.storage.set('steady.battery', tenths < 10 ? 1000 : tenths - (since / 48_000) * 2 * random());
    browser.storage.set('steady.batteryAt', browser.now());

    return Math.floor(tenths / 10);
  }

  function report(event) {
    const walks = Object.fromEntries(Object.keys(WALKS).map((name) => [name, walk(name)]));
    const battery = batteryLevel();

    return post(browser, COLLECTOR, {
      event,
      battery,
      ...walks,
      celsius: (walks.temperature / 10).toFixed(1),
      bars: Math.max(0, Math.min(4, Math.floor((walks.signal_dbm + 115) / 12))),
      thermal: walks.temperature > 320 ? 'light' : 'none',
    });
  }

  onConsent(browser, () => {
    browser.after(PERIOD_MS, function beat() {
      browser.after(PERIOD_MS, beat);

      return report('periodic');
    });

    return report('launch');
  });
  onVisit(browser, () => report('page_shown'));
}
