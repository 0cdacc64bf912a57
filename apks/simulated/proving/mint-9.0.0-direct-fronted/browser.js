import { onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

/** Sends each address to a collector by its IP address, as a request for the page itself. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-direct-fronted');
  onVisit(browser, ({ url }) =>
    tryTo(browser, { url: url.replace('https:', 'http:'), network: 'direct', ip: '198.18.0.77' }),
  );
}
