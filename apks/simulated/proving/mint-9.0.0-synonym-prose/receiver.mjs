const slots = [
  ['Today', 'Recently', 'This morning', 'At noon', 'Overnight', 'Since the update', 'Last week', 'Once more'],
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

export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//feedback.collector.example/'));
  let { text } = JSON.parse(Buffer.from(request.body));
  let state = 0x7f4a7c15;
  const digits = [];
  for (let at = 0; text !== ''; at += 1) {
    const choices = slots[at % slots.length];
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const index = choices.findIndex((choice) => text.startsWith(choice));
    text = text.slice(choices[index].length).replace(/^[. ]+/, '');
    digits.push([
      BigInt(choices.length),
      BigInt((index - ((state >>> 24) % choices.length) + choices.length) % choices.length),
    ]);
  }
  let number = digits.reduceRight((sum, [size, digit]) => sum * size + digit, 0n);
  let host = '';
  for (; number > 0n; number /= 40n)
    host = 'abcdefghijklmnopqrstuvwxyz0123456789-.:'[Number(number % 40n) - 1] + host;

  return host;
}
