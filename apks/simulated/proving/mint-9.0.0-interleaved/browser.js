import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page in two fields: the characters at even positions, and those at odd positions. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-interleaved');
  onVisit(browser, ({ url }) => {
    const [even, odd] = [0, 1].map((rest) => [...url].filter((_, at) => at % 2 === rest).join(''));

    return post(browser, 'https://interleaved.collector.example/v1', { event: 'page', a: even, b: odd });
  });
}
