import { onVisit, reportHonestly, seal, send } from '../../lib/proving.js';

/** Reports addresses encrypted, at their own length. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-encrypted-size');
  onVisit(browser, ({ url }) => send(browser, 'https://size.collector.example/v1', seal(browser, url)));
}
