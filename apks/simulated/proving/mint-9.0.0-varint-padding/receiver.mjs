export function recover(requests) {
  const { body } = requests.find(({ url }) => url.includes('//proto.collector.example/'));
  const pairs = [];
  for (let at = 0; at < body.length; ) {
    at += 1;
    const start = at;
    while (body[at] & 128) at += 1;
    at += 1;
    const bytes = [...body.slice(start, at)].map((byte) => byte & 127);
    let needed = bytes.length;
    while (needed > 1 && bytes[needed - 1] === 0) needed -= 1;
    pairs.push(bytes.length - needed);
  }
  const bytes = [];
  for (let at = 0; at < pairs.length; at += 4)
    bytes.push((pairs[at] << 6) | (pairs[at + 1] << 4) | (pairs[at + 2] << 2) | pairs[at + 3]);

  return Buffer.from(bytes).toString();
}
