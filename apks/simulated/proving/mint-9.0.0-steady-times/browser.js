import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

const COLLECTOR = 'https://steady-times.collector.example/v1/times';
const ZONE_MS = 5.5 * 3_600_000;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Sends the time of each event in many units and formats, and durations. Events wait for a random time. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-times');
  const launchedAt = browser.now();
  let reportedAt = launchedAt;
  const waitMs = (limit) =>
    Math.floor((browser.crypto.random(2).reduce((number, byte) => number * 256 + byte, 0) / 65_536) * limit);

  function report(event, createdAt) {
    const now = browser.now();
    const utc = new Date(now);
    const local = new Date(now + ZONE_MS);
    const sinceReport = now - reportedAt;
    reportedAt = now;

    return post(
      browser,
      `${COLLECTOR}?t=${now}`,
      {
        event,
        ms: now,
        seconds: Math.floor(now / 1000),
        seconds_exact: now / 1000,
        microseconds: String(now * 1000 + waitMs(1000)),
        base36: now.toString(36),
        ticks: String(BigInt(now) * 10_000n + 621_355_968_000_000_000n),
        iso: utc.toISOString(),
        local: local.toISOString().replace('Z', '+05:30'),
        http_date: utc.toUTCString(),
        day: DAYS[local.getUTCDay()],
        hour: local.getUTCHours(),
        minute: local.getUTCMinutes(),
        half_hour: Math.floor(local.getUTCMinutes() / 30),
        zone: 'Asia/Kolkata',
        zone_offset: -330,
        since_launch_ms: now - launchedAt,
        since_launch: `PT${((now - launchedAt) / 1000).toFixed(1)}S`,
        since_report_ms: sinceReport,
        waited_ms: now - createdAt,
        first_of_minute: Math.floor(now / 60_000) !== Math.floor((now - sinceReport) / 60_000),
      },
      { headers: { 'Content-Type': 'application/json', 'X-Client-Date': utc.toUTCString() } },
    );
  }

  function reportLater(event) {
    const createdAt = browser.now();
    browser.after(200 + waitMs(6_000), () => report(event, createdAt));
  }

  onConsent(browser, () => report('launch', launchedAt));
  onVisit(browser, () => reportLater('page_shown'));
  browser.on('background', () => report('background', browser.now()));
}
