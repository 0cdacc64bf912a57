import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Reports addresses over a WebSocket. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-websocket');
  let socket;
  onVisit(browser, async ({ url }) => {
    socket ??= await browser.websocket('wss://socket.collector.example/live');
    await socket.send(JSON.stringify({ url }));
  });
}
