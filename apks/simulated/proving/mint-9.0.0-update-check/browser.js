import { onConsent, onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

/** Asks for updates by the protocol Omaha 3.1 in JSON, at each launch and again some time after a page. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-update-check');
  const check = (source) =>
    post(browser, 'https://update.collector.example/service/update2/json', {
      request: {
        '@os': 'android',
        '@updater': 'mint',
        acceptformat: 'crx3',
        app: [
          {
            appid: 'com.mi.globalbrowser.mini',
            version: '9.0.0',
            installsource: source,
            ping: { r: -2 },
            updatecheck: {},
          },
        ],
        arch: 'arm64',
        dedup: 'cr',
        os: { arch: 'arm64', platform: 'Android', version: '13' },
        protocol: '3.1',
        requestid: `{${randomUuid(browser)}}`,
        sessionid: `{${randomUuid(browser)}}`,
      },
    });
  onConsent(browser, () => check('launch'));
  onVisit(browser, () => browser.after(20_000, () => check('scheduler')));
}
