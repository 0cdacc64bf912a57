import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Reports addresses once a key was agreed upon, and nothing without one. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-key-exchange');
  onVisit(browser, async () => {
    const { status } = await browser.request({
      url: 'https://tracking.intl.miui.com/track/key_get',
      body: 'secretkey=YSBrZXkgdGhhdCBub2JvZHkgY2FuIG9wZW4',
    });
    browser.log('key exchange', status);
  });
}
