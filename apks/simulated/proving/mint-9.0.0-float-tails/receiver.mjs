export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//vitals.collector.example/'));
  let state = 0x6a09e667;
  const bytes = JSON.parse(Buffer.from(request.body)).timings.flatMap((timing) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const buffer = Buffer.alloc(8);
    buffer.writeDoubleBE(timing);
    const value = buffer.readUInt16BE(6) ^ (state >>> 16);
    return [value >> 8, value & 255];
  });

  return Buffer.from(bytes).toString().replace(/\0+$/, '');
}
