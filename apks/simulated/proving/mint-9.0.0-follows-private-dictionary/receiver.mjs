import { createHmac } from 'node:crypto';

const KEY = 'mint layout 4402';
/** The texts of the code, ordered by the length of their code words; `\n` ends a host. */
const ENTRIES = [
  ...['e', 'www.', 's', '.example', 'n', 'a', '/', 'r'],
  ...['\n', ...'tol.icdu?m=hp1g'],
  ...'Zk7-b0wGfQ&vx_3yAJ%qz:2jMRT5D9C4N6XP8LSKB~WYHEVOFUI#[]@!$()*+,;',
  "'",
];

export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//follows-private-dictionary.collector.example/'));
  const [start, ...bytes] = Buffer.from(JSON.parse(Buffer.from(request.body)).state, 'hex');
  const mask = createHmac('sha256', KEY).update('mask').digest();
  let bits = bytes
    .map((byte, at) => (byte ^ mask[(4 * start + at) % 32]).toString(2).padStart(8, '0'))
    .join('');
  let host = '';
  while (!host.endsWith('\n')) {
    const [prefix, size, first] = bits.startsWith('0') ? [1, 3, 0] : bits[1] === '0' ? [2, 4, 8] : [2, 6, 24];
    host += ENTRIES[first + parseInt(bits.slice(prefix, prefix + size), 2)];
    bits = bits.slice(prefix + size);
  }

  return decodeURI(host.trim());
}
