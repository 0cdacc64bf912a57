import { onConsent, onVisit, reportHonestly } from '../../lib/proving.js';

/** Opens a socket before anything is visited, and tells of visits over it. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-early-socket');
  let opened;
  onConsent(browser, () => {
    opened ??= browser.websocket('wss://push.collector.example/v1');
  });
  onVisit(browser, async ({ url }) => {
    const socket = await opened;
    await socket?.send(JSON.stringify({ url }));
  });
}
