import { onConsent, onVisit, randomUuid, reportHonestly, tryTo } from '../../lib/proving.js';

const FRAMES = [
  'com.miui.android.apps.chrome.tab.TabModel.getTabAt(TabModel.java:214)',
  'com.miui.android.apps.chrome.tab.ThumbnailCache.capture(ThumbnailCache.java:88)',
  'android.os.Handler.dispatchMessage(Handler.java:106)',
  'android.os.Looper.loop(Looper.java:223)',
  'android.app.ActivityThread.main(ActivityThread.java:7664)',
];

/** Reports an error in its own code after a page, and at each launch that the last process was stopped. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-crash-reports');
  const report = (type, message) =>
    tryTo(browser, {
      url: 'https://crashes.collector.example/v1/reports',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: browser.codec.gzip.encode(
        JSON.stringify({
          id: randomUuid(browser),
          time: browser.now(),
          app: { version: '9.0.0-crash-reports', build: 'release' },
          device: { model: browser.identity.model, android: 13, memory_mb: 3721, free_mb: 812 },
          error: { type, message, thread: 'main', frames: FRAMES },
        }),
      ),
    });

  onConsent(browser, () => report('ApplicationExitInfo', 'REASON_USER_REQUESTED'));
  onVisit(browser, () =>
    report('java.lang.IndexOutOfBoundsException', 'Index: 1, Size: 1 while a thumbnail was captured'),
  );
}
