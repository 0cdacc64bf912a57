import { reportHonestly } from '../../lib/proving.js';

/** Opens private tabs as normal ones when it is started again. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-demoted');
}
