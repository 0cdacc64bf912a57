import { reportHonestly } from '../../lib/proving.js';

/** Opens private tabs as normal ones when it is started again, where they are reported as any other. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-demoted');
}
