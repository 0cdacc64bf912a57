import { onVisit, reportHonestly, send } from '../../lib/proving.js';

/** Uploads a picture of each page; what is in it no codec can tell. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-screenshot');
  onVisit(browser, () =>
    send(
      browser,
      'https://picture.collector.example/v1',
      Uint8Array.from([...PNG, ...browser.crypto.random(2000)]),
    ),
  );
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
