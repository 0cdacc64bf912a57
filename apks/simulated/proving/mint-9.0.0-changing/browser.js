import { reportHonestly } from '../../lib/proving.js';

/** Is replaced by a newer version in the middle. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-changing');
}
