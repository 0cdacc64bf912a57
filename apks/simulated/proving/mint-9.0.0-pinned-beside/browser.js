import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses over pinned TLS; an app of the system, which is not pinned, talks to the same host. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-pinned-beside');
  const system = browser.bind('com.google.android.gms', (_message, service) =>
    post(service, 'https://pinned.collector.example/v1', { alive: true }),
  );
  onVisit(browser, async ({ url }) => {
    await post(browser, 'https://pinned.collector.example/v1', { url }, { trust: 'pinned' });
    await system.send({});
  });
}
