export function recover(requests) {
  return requests
    .filter(({ url, body }) => url.includes('//live.collector.example/') && body.length > 0)
    .map(({ body }, at) => String.fromCharCode(32 + ((body.length - 24 - 17 * at + 95 * 999) % 95)))
    .join('');
}
