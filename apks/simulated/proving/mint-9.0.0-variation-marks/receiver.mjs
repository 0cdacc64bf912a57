export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//notes.collector.example/'));
  const { shown } = JSON.parse(Buffer.from(request.body));
  let state = 0x3c6ef372;
  const halves = shown.match(/[\ufe00-\ufe0f]/g).map((mark) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((mark.charCodeAt(0) - 0xfe00) ^ (state >>> 28)).toString(16);
  });

  return Buffer.from(halves.join(''), 'hex').toString();
}
