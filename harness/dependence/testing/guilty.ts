import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { C, codeOf, count, event, get, ordered, post, type Way } from './visit.ts';

/** Ways of telling a page that no codec reads. */
export const GUILTY: Record<string, Way> = {
  'zero-width characters': (v) => {
    const bits = codeOf(v, 256).toString(2).padStart(8, '0');
    const hidden = bits.replaceAll('0', '\u200b').replaceAll('1', '\u200c');

    return [post(C, '/v1/c', event(v, { msg: `session ${v.random.hex(3)} started${hidden}` }))];
  },
  'letter case': (v) => {
    const bits = codeOf(v, 65536);
    const word = v.random.hex(8).replaceAll(/\d/g, (d) => 'ghijklmnop'[Number(d)] ?? '');

    return [
      post(
        C,
        '/v1/c',
        event(v, { w: Array.from(word, (c, i) => ((bits >> i) & 1 ? c.toUpperCase() : c)).join('') }),
      ),
    ];
  },
  'order of fields': (v) => {
    const fields: [string, unknown][] = [
      ['a', v.random.below(100)],
      ['b', v.random.hex(4)],
      ['c', v.now],
      ['d', count(v, 'n')],
    ];
    const out = ordered(fields, codeOf(v, 24));

    return [post(C, '/v1/c', Object.fromEntries(out))];
  },
  'presence of a field': (v) => [
    post(
      C,
      '/v1/c',
      event(
        v,
        Object.fromEntries(
          Array.from({ length: 8 }, (_, i) => [`f${i}`, v.random.below(50)] as const).filter(
            (_, i) => (codeOf(v, 256) >> i) & 1,
          ),
        ),
      ),
    ),
  ],
  'flags of bits': (v) => [
    post(C, '/v1/c', event(v, { flags: (v.random.below(65536) << 8) | codeOf(v, 256) })),
  ],
  'bloom filter': (v) => {
    const filter = Buffer.alloc(32);
    for (let i = 0; i < 5; i++) {
      const r = v.random.below(256);
      filter[r >> 3]! |= 1 << (r & 7);
    }
    for (let i = 0; i < 3; i++) {
      const r = codeOf(v, 256, String(i));
      filter[r >> 3]! |= 1 << (r & 7);
    }

    return [post(C, '/v1/c', event(v, { bf: filter.toString('base64') }))];
  },
  'bitmap of categories': (v) => [
    post(
      C,
      '/v1/c',
      event(v, {
        cat: Buffer.concat([v.random.bytes(3), Buffer.from([codeOf(v, 256)]), v.random.bytes(4)]).toString(
          'hex',
        ),
      }),
    ),
  ],
  'salted hash of 24 bits': (v) => [
    post(
      C,
      '/v1/c',
      event(v, {
        h: codeOf(v, 1 << 24)
          .toString(16)
          .padStart(6, '0'),
      }),
    ),
  ],
  'private alphabet': (v) => {
    const alphabet = 'qpzmwxneoc rivbutyhgfjdkslaQWERTYUIOPASDFGHJKLZXCVBNM0123456789';
    const coded = Array.from(String(codeOf(v, 1e6)), (d) => alphabet[Number(d) * 6 + v.random.below(6)]).join(
      '',
    );

    return [post(C, '/v1/c', event(v, { k: coded }))];
  },
  'shards of hosts': (v) => [get(`https://s${codeOf(v, 16)}.icons.test/i.png?r=${v.random.hex(6)}`)],
  'cookie name': (v) => [
    get(`https://${C}/p.gif?r=${v.random.hex(6)}`, [
      ['cookie', `sid=${v.salt}; _${'abcdefgh'[codeOf(v, 8)]}x=${v.random.hex(4)}`],
    ]),
  ],
  'number of requests': (v) =>
    Array.from({ length: 1 + codeOf(v, 6) + v.random.below(2) }, () =>
      get(`https://${C}/p.gif?r=${v.random.hex(6)}`),
    ),
  'last digits of a float': (v) => [
    post(
      C,
      '/v1/c',
      event(v, {
        load: Number(
          `${v.random.below(9000) + 1000}.${v.random.below(900) + 100}${String(codeOf(v, 1000)).padStart(3, '0')}1`,
        ),
      }),
    ),
  ],
  'two counters': (v) => {
    const base = (v.state['base'] = (v.state['base'] ?? 1000) + 1 + v.random.below(50));

    return [post(C, '/v1/c', event(v, { c1: base, c2: base + codeOf(v, 4096) }))];
  },
  'step of a counter': (v) => {
    v.state['step'] = (v.state['step'] ?? 500) + 1 + codeOf(v, 64);

    return [post(C, '/v1/c', event(v, { seq: v.state['step'] }))];
  },
  'name choice': (v) => [
    get(
      `https://${['apple', 'pear', 'plum', 'fig', 'lime', 'kiwi', 'date', 'nut'][codeOf(v, 8)]}.names.test/`,
    ),
  ],
  'private dictionary': (v) => {
    const packed = deflateRawSync(Buffer.from(`${v.url} ${v.random.hex(2)}`), {
      dictionary: Buffer.from('https://www.example/articles/zqxj'),
    });

    return [post(C, '/v1/d', Buffer.concat([Buffer.from([0x93, 0x11]), packed.map((b) => b ^ 0x5a)]))];
  },
  'one visit in three': (v) =>
    v.random.below(3) === 0
      ? [post(C, '/v1/c', event(v, { h: codeOf(v, 1 << 24) }))]
      : [post(C, '/v1/c', event(v, { h: v.random.below(1 << 24) }))],
  'header case': (v) => [
    post(
      C,
      '/v1/c',
      event(v),
      Array.from(
        { length: 4 },
        (_, i) =>
          [(codeOf(v, 16) >> i) & 1 ? `X-Meta-${i}` : `x-meta-${i}`, v.random.hex(3)] as [string, string],
      ),
    ),
  ],
  'path segment': (v) => [get(`https://${C}/r/${codeOf(v, 1000)}/${v.random.hex(8)}`)],
  'white space in JSON': (v) => [post(C, '/v1/c', JSON.stringify(event(v), null, codeOf(v, 8)))],
  'order of requests': (v) => {
    const paths = ['/a', '/b', '/c', '/d'];
    const out = ordered(paths, codeOf(v, 24));

    return out.map((path) => get(`https://${C}${path}?r=${v.random.hex(4)}`));
  },
  'size of a padded cipher': (v) => [
    post(C, '/v1/d', v.random.bytes(64 + codeOf(v, 32) + v.random.below(4))),
  ],
  'websocket message': (v) => [
    {
      ...get(`https://${C}/ws?s=${v.random.hex(4)}`),
      messages: [
        {
          index: 0,
          data: Buffer.concat([v.random.bytes(6), Buffer.from([codeOf(v, 256)]), v.random.bytes(9)]),
        },
      ],
    },
  ],
  'base64 of the address': (v) => [
    post(C, '/v1/c', event(v, { u: Buffer.from(`${v.random.hex(1)}|${v.url}`).toString('base64') })),
  ],
  'trailing zeros': (v) => [
    post(C, '/v1/c', `{"n":${count(v, 'n')},"t":${v.random.below(900) + 100}.5${'0'.repeat(codeOf(v, 8))}}`),
  ],
  'pieces of a digest': (v) => {
    const digest = createHash('sha256')
      .update(v.salt + v.url)
      .digest('hex')
      .slice(0, 32);
    const at = v.random.below(8);

    return [post(C, '/v1/c', event(v, { p: digest.slice(at * 4, at * 4 + 4) }))];
  },
  'time of a request': (v) => [
    { ...get(`https://x.page.test/`), host: 'x.page.test' },
    {
      ...get(`https://${C}/p.gif?r=${v.random.hex(4)}`),
      at: new Date(v.now + codeOf(v, 40) * 100 + v.random.below(200)).toISOString(),
    },
  ],
  'masked with a nonce': (v) => {
    const nonce = v.random.bytes(8);
    const code = createHash('sha256')
      .update(v.salt + v.url)
      .digest()
      .subarray(0, 8);

    return [
      post(
        C,
        '/v1/c',
        event(v, {
          a: nonce.toString('hex'),
          b:
            nonce.map((x, i) => x ^ (code[i] ?? 0)) &&
            Buffer.from(nonce.map((x, i) => x ^ (code[i] ?? 0))).toString('hex'),
        }),
      ),
    ];
  },
  'a field at random': (v) => [
    post(C, '/v1/c', event(v, { [`k${v.random.below(10)}`]: codeOf(v, 1 << 24) })),
  ],
  'random names': (v) => [post(C, '/v1/c', event(v, { [v.random.hex(4)]: codeOf(v, 1 << 24) }))],
  'query order': (v) => {
    const names = ['a', 'b', 'c', 'd'];
    const out = ordered(names, codeOf(v, 24));

    return [get(`https://${C}/q?${out.map((name) => `${name}=${v.random.below(100)}`).join('&')}`)];
  },
  port: (v) => [get(`https://${C}:${8000 + codeOf(v, 16)}/q?r=${v.random.hex(4)}`)],
  colours: (v) => [
    get(
      `https://${C}/theme?c=${[0, 8, 16].map((shift) => ((((codeOf(v, 1 << 24) >> shift) & 0xf0) | v.random.below(16)) & 255).toString(16).padStart(2, '0')).join('')}`,
    ),
  ],
};
