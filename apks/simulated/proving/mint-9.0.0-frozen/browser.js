import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses twenty seconds after it went into the background; the phone freezes it before. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-frozen');
  let visited = [];
  let cancel = () => {};
  onVisit(browser, ({ url }) => {
    visited.push(url);
  });
  browser.on('foreground', () => cancel());
  browser.on('background', () => {
    cancel = browser.after(20_000, async () => {
      if (visited.length > 0) await post(browser, 'https://frozen.collector.example/v1', { visited });
      visited = [];
    });
  });
}
