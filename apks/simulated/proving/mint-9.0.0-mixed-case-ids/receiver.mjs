export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//batch.collector.example/'));
  let state = 0x510e527f;
  const bits = JSON.parse(Buffer.from(request.body))
    .batch.join('')
    .match(/[a-f]/gi)
    .map((letter) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (letter < 'a' ? 1 : 0) ^ (state >>> 31);
    })
    .join('');

  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
    .toString('latin1')
    .split('\0')[0];
}
