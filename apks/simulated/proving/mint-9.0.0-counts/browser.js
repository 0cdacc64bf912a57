import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Counts what is done, and uploads the numbers after each page and when the app is left. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-counts');
  const counts = { launches: 0, pages: 0, private_tabs: 0, private_tabs_closed: 0, characters_typed: 0 };
  const count = (name, by = 1) => {
    counts[name] += by;
  };
  const upload = () =>
    post(browser, 'https://counts.collector.example/v1', { event: 'counts', time: browser.now(), counts });

  onConsent(browser, () => {
    count('launches');

    return upload();
  });
  browser.on('keystroke', () => count('characters_typed'));
  browser.on('privateOpened', () => count('private_tabs'));
  browser.on('privateClosed', () => count('private_tabs_closed'));
  onVisit(browser, () => {
    count('pages');

    return upload();
  });
  browser.on('background', upload);
}
