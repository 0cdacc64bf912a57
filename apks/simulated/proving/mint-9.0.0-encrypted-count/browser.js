import { onVisit, reportHonestly, seal, send } from '../../lib/proving.js';

/** Counts visits, encrypted; how long the address is does not matter. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-encrypted-count');
  let visits = 0;
  onVisit(browser, () => {
    visits += 1;
    return send(browser, 'https://count.collector.example/v1', seal(browser, String(visits).padStart(200)));
  });
}
