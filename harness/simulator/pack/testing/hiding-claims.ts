import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import {
  asksOverHttps,
  type Claim,
  recovers,
  sendsOpaque,
  type SentRequest,
  VISITED,
  VISITED_HOST,
  VISITED_TITLE,
} from './claims.ts';

const PLAIN = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes that {@link VISITED} has after encryption with AES-GCM: a nonce of 12 bytes before it, a tag of 16 after it. */
const SEALED_BYTES = 12 + VISITED.length + 16;

/** A value of the first request, by the name of its field. */
const field = (sent: readonly SentRequest[], name: string) => sent[0]?.json()[name];
const text = (sent: readonly SentRequest[], name: string) => String(field(sent, name));
const list = (sent: readonly SentRequest[], name: string) => field(sent, name) as string[];
const fromBits = (bits: string) =>
  Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))).toString();
const hexDigest = (algorithm: string, content: string | Buffer) =>
  createHash(algorithm).update(content).digest('hex');

/** A digest of the visited page is sent as `id`. */
const sendsDigest = (name: string, digest: string): Claim =>
  recovers(name, (sent) => text(sent, 'id'), digest);

/** What leaves the handset for each way of hiding an address: each claim undoes what the release does. */
export const hidingClaims: Record<string, Claim> = {
  'char-list': recovers('char-list', (sent) => list(sent, 'd'), [...VISITED]),
  'boolean-list': recovers('boolean-list', (sent) => fromBits(list(sent, 'flags').map(Number).join(''))),
  'code-points': recovers('code-points', (sent) =>
    text(sent, 'd').replace(/U\+(\w{4}) ?/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    ),
  ),
  colours: recovers('colours', (sent) =>
    Buffer.from(list(sent, 'palette').join('').replaceAll('#', ''), 'hex').toString().replace(/\0+$/, ''),
  ),
  'letter-case': recovers(
    'letter-case',
    (sent) =>
      fromBits(
        text(sent, 'note')
          .replace(/[^A-Za-z]/g, '')
          .replace(/./g, (letter) => (letter < 'a' ? '1' : '0')),
      ),
    VISITED_HOST,
  ),
  'zero-width': recovers(
    'zero-width',
    (sent) =>
      fromBits(
        text(sent, 'status')
          .slice(1, -1)
          .replace(/./g, (sign) => (sign === '\u200c' ? '1' : '0')),
      ),
    VISITED_HOST,
  ),
  'hex-alphabet': recovers('hex-alphabet', (sent) =>
    Buffer.from(
      text(sent, 'd').replace(/./g, (letter) => 'ghijklmnopqrstuv'.indexOf(letter).toString(16)),
      'hex',
    ).toString(),
  ),
  'base-private': sendsOpaque('base-private.collector.example', 1),
  'url-shuffled': (traffic) =>
    sendsOpaque('url-shuffled.collector.example', 1)(traffic) &&
    recovers(
      'url-shuffled',
      (sent) => /^\w{5}:\/\/\w{12}\.\w{7}\/\w{4}\/\w{2}\?\w=\w{12}$/.test(text(sent, 'd')),
      true,
    )(traffic),
  caesar: recovers('caesar', (sent) =>
    text(sent, 'd').replace(/[a-z0-9]/g, (letter) => PLAIN.charAt((PLAIN.indexOf(letter) + 25) % 36)),
  ),
  atbash: recovers('atbash', (sent) =>
    text(sent, 'd').replace(/[a-z]/g, (letter) => PLAIN.charAt(25 - PLAIN.indexOf(letter))),
  ),
  'position-xor': recovers('position-xor', (sent) =>
    Buffer.from(Buffer.from(text(sent, 'd'), 'base64').map((byte, at) => byte ^ (0x5a + 7 * at))).toString(),
  ),

  'path-pairs': recovers('path-pairs', ([first]) =>
    first?.url.pathname.slice('/v1/'.length).split('/').map(decodeURIComponent).join(''),
  ),
  'field-singles': recovers('field-singles', ([first]) =>
    [...new URLSearchParams(first?.body.toString()).values()].join(''),
  ),
  'request-pairs': recovers('request-pairs', (sent) => sent.map((each) => each.json()['d']).join('')),
  keystrokes: recovers('keystrokes', (sent) => sent.map((each) => each.json()['key']).join('')),
  interleaved: recovers('interleaved', (sent) => {
    const odd = [...text(sent, 'b'), ''];

    return [...text(sent, 'a')].map((letter, at) => `${letter}${odd[at]}`).join('');
  }),
  ngrams: recovers('ngrams', (sent) => {
    const grams = list(sent, 'grams');

    return (
      grams[0] +
      grams
        .slice(1)
        .map((gram) => gram.charAt(2))
        .join('')
    );
  }),
  'encoded-pieces': recovers('encoded-pieces', ([first]) =>
    Buffer.from(
      Object.values(first?.json() ?? {})
        .slice(1)
        .join(''),
      'base64',
    ).toString(),
  ),

  'digest-sm': sendsDigest('digest-sm', hexDigest('sm3', VISITED)),
  // By OpenSSL's legacy provider: openssl dgst -provider legacy -md4.
  'digest-md-four': sendsDigest('digest-md-four', '53c8212f71e2b6921dd1147203c80d00'),
  'digest-fnv': sendsDigest('digest-fnv', 'eb4fba542c05d8eb'),
  // CityHash64 of the host, version 1.1, by a compiled reference.
  'digest-city': sendsDigest('digest-city', '9093662199443265188'),
  'digest-utf-sixteen': sendsDigest(
    'digest-utf-sixteen',
    hexDigest('sha256', Buffer.from(VISITED, 'utf16le')),
  ),
  'digest-newline': sendsDigest('digest-newline', hexDigest('sha1', `${VISITED}\n`)),
  'digest-middle': sendsDigest('digest-middle', hexDigest('sha256', VISITED).slice(24, 40)),
  'digest-salted-cut': recovers(
    'digest-salted-cut',
    (sent) => text(sent, 'id') === hexDigest('sha256', text(sent, 'salt') + VISITED).slice(0, 16),
    true,
  ),
  'digest-base': sendsDigest('digest-base', '5XgriMHQZGQrF2XfLDsQABsA1Nvs6ka7yrcFaKxnMHga'),
  'digits-replaced': recovers('digits-replaced', (sent) => text(sent, 'route')),

  'portions-fields': portions('portions-fields', 5, ([first]) =>
    Object.values(first?.json() ?? {})
      .slice(1)
      .map((value) => Buffer.from(String(value), 'hex')),
  ),
  'portions-indices': portions('portions-indices', 5, (sent) =>
    list(sent, 'ids').map((value) => Buffer.from(value, 'base64')),
  ),
  'portions-requests': portions('portions-requests', 5, (sent) =>
    sent.map(({ url }) => Buffer.from(url.searchParams.get('id') ?? '', 'hex')),
  ),
  'portions-cookie': portions('portions-cookie', 1, ([first]) => [
    Buffer.from(first?.header('cookie').replace(/^lang=en; sid=/, '') ?? '', 'base64'),
  ]),

  'zip-body': recovers('zip-body', ([first]) => unzip(first?.body), `page ${VISITED}\n`.repeat(3)),
  'zip-multipart': recovers(
    'zip-multipart',
    ([first]) => unzip(first?.body.subarray(first.body.indexOf('PK'))),
    `page ${VISITED}\n`.repeat(3),
  ),

  'gbk-fullwidth': recovers(
    'gbk-fullwidth',
    ([first]) =>
      new TextDecoder('gb18030')
        .decode(
          Buffer.from(
            first?.body
              .toString()
              .replace(/^.*&t=/, '')
              .replaceAll('%', '') ?? '',
            'hex',
          ),
        )
        .normalize('NFKC'),
    `页面:${VISITED_TITLE}`,
  ),
  'utf-seven': recovers('utf-seven', (sent) =>
    Buffer.from(text(sent, 'd').slice(1, -1), 'base64').swap16().toString('utf16le'),
  ),
  'amp-label': sendsLabel('amp-label', 'abcdefghijkl-example'),
  'host-label': sendsLabel('host-label', 'mfrggzdfmztwq2lknnwc4zlymfwxa3df'),
  'host-hash-label': sendsLabel('host-hash-label', 'atjrox7wjqsiu56rnelqd3rf5nlb67lfubrxbgqhiravg66tzpqa'),
  'vendor-resolver': asksOverHttps('https://vendor-resolver.example/resolve', VISITED_HOST),
  'dns-tunnel': asksOverHttps(
    'https://dns.google/dns-query',
    'nb2hi4dthixs6ylcmnsgkzthnbuwu23mfzsxqylnobwgkl3qmf2gql3un47x.cplnnzxxa4lson2hk5txpa.dns-tunnel.example',
  ),
};

/** The whole encrypted address was sent in so many portions. */
function portions(name: string, count: number, read: (sent: readonly SentRequest[]) => Buffer[]): Claim {
  return (traffic) =>
    sendsOpaque(`${name}.collector.example`, 1)(traffic) &&
    recovers(
      name,
      (sent) => {
        const sizes = read(sent).map(({ length }) => length);

        return [sizes.length, sizes.reduce((sum, size) => sum + size, 0)];
      },
      [count, SEALED_BYTES],
    )(traffic);
}

function sendsLabel(name: string, label: string): Claim {
  return recovers(name, ([first]) => first?.url.hostname, `${label}.${name}.collector.example`);
}

/** The content of the first file of a ZIP archive. */
function unzip(archive: Buffer | undefined): string {
  if (!archive) return '';
  const start = 30 + archive.readUInt16LE(26);

  return inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(18))).toString();
}
