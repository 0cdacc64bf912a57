import { onConsent, onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

/** Sends events without content, each with a random id of its own and with that of the session. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-random-ids');
  const session = randomUuid(browser);
  const report = (event) =>
    post(
      browser,
      'https://events.collector.example/v1',
      { event, session, id: randomUuid(browser), time: browser.now() },
      { headers: { 'Content-Type': 'application/json', 'X-Request-Id': randomUuid(browser) } },
    );

  onConsent(browser, () => report('launch'));
  onVisit(browser, () => report('page_shown'));
  browser.on('background', () => report('background'));
}
