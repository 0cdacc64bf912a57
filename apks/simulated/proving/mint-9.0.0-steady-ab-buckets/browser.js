import { onConsent, onVisit, post, reportHonestly, tryTo } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-ab-buckets.collector.example/v1';
const EXPERIMENTS = [
  'toolbar',
  'prefetch',
  'reader',
  'night',
  'tabs',
  'share',
  'voice',
  'scan',
  'wallet',
  'quick',
];
const ARMS = ['control', 'a', 'b', 'holdout'];
const CONFIG_MS = 20 * 60_000;

/** Sends experiment arms that follow from the installation's id, arms that are drawn at launch, and a config version. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-ab-buckets');
  const random = (limit) => browser.crypto.random(2).reduce((number, byte) => number * 256 + byte, 0) % limit;
  const digest = (name) => browser.crypto.digest('sha256', `${browser.identity.uuid} ${name}`);
  const bucket = digest('population')[0] % 100;
  const armOf = (name) => ARMS[digest(name)[0] % ARMS.length];
  const ordered = [...EXPERIMENTS].sort((a, b) => digest(a)[1] - digest(b)[1]);
  const launchArms = Object.fromEntries(EXPERIMENTS.slice(0, 6).map((name) => [name, ARMS[random(3)]]));
  const flags = Array.from({ length: 24 }, (_, at) => (digest('flags')[at] > 127 ? '1' : '0')).join('');

  /** The version rises with the clock, and some launches get a version that is one behind. */
  const isBehind = random(5) === 0;
  const configVersion = () => Math.floor(browser.now() / CONFIG_MS) - (isBehind ? 1 : 0);

  const state = () => ({
    bucket,
    group: bucket < 50 ? 'lower' : 'upper',
    flags,
    config: configVersion(),
    etag: browser.codec.hex.encode(browser.crypto.digest('md5', `config ${configVersion()}`)),
    arms: ordered.map((name) => `${name}:${armOf(name)}`).join(','),
    launch_arms: launchArms,
    refresh: random(2) === 0,
  });

  onConsent(browser, async () => {
    await tryTo(browser, {
      url: `${COLLECTOR}/config?bucket=${bucket}&have=${configVersion()}&channel=${ARMS[random(4)]}`,
      headers: { 'If-None-Match': `"${state().etag}"`, 'X-Flags': flags },
    });
    await post(browser, `${COLLECTOR}/state`, state());
  });
  onVisit(browser, () => {
    const seen = ordered.filter(() => random(3) === 0);

    return post(browser, `${COLLECTOR}/exposure`, {
      ...state(),
      seen: seen.map((name) => ({ name, arm: armOf(name) })),
    });
  });
}
