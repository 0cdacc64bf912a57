import { createHash } from 'node:crypto';
import { C, count, event, get, post, type Way } from './visit.ts';

/** Traffic that looks guilty and is not. */
export const HONEST: Record<string, Way> = {
  'random ids': (v) => [
    post(C, '/v1/c', {
      id: v.random.hex(16),
      trace: v.random.bytes(18).toString('base64'),
      uuid: `${v.random.hex(4)}-${v.random.hex(2)}`,
    }),
  ],
  counters: (v) => [
    post(C, '/v1/c', {
      n: count(v, 'n'),
      total: (v.state['total'] = (v.state['total'] ?? 0) + 1 + v.random.below(5)),
    }),
  ],
  times: (v) => [
    post(C, '/v1/c', { t: v.now, iso: new Date(v.now).toISOString(), s: Math.floor(v.now / 1000) }),
  ],
  'rotating keys': (v) => [
    post(C, '/v1/c', { kid: Math.floor(v.now / 3_600_000), data: v.random.bytes(96).toString('base64') }),
  ],
  'battery and memory': (v) => {
    v.state['battery'] = Math.max(5, (v.state['battery'] ?? 97) - (v.random.below(9) === 0 ? 1 : 0));

    return [
      post(C, '/v1/c', {
        battery: v.state['battery'],
        free: 1_800_000 + v.random.below(400_000),
        temperature: 300 + v.random.below(20),
      }),
    ];
  },
  'load times': (v) => [
    post(C, '/v1/c', {
      load: 400 + v.random.below(300) + v.random.below(300),
      dns: v.random.below(30),
      ttfb: Number((80 + v.random.below(1000) / 10).toFixed(3)),
    }),
  ],
  'buckets by identity': (v) => [
    post(
      C,
      '/v1/c',
      event(v, { bucket: parseInt(v.salt.slice(0, 4), 16) % 100, ab: `exp-${v.salt.slice(0, 2)}` }),
    ),
  ],
  retry: (v) => {
    const body = event(v);

    return Array.from({ length: v.random.below(4) === 0 ? 2 : 1 }, () => post(C, '/v1/c', body));
  },
  'feed of news': (v) =>
    Array.from({ length: 1 + v.random.below(5) }, (_, i) =>
      get(`https://feed.news.test/img/${Math.floor(v.now / 600_000)}-${v.random.below(12) + i}.jpg`),
    ),
  'safe browsing': (v) => [
    get(`https://sb.test/v5/list?prefix=${v.random.hex(4)}&v=${Math.floor(v.now / 1_800_000)}`),
  ],
  ciphers: (v) => [
    post(C, '/v1/d', Buffer.concat([v.random.bytes(16), v.random.bytes(16 * (4 + v.random.below(3)))])),
  ],
  'random order and number': (v) => {
    const paths = ['/a', '/b', '/c', '/d'].filter(() => v.random.below(3) > 0);
    for (let at = paths.length - 1; at > 0; at--) {
      const other = v.random.below(at + 1);
      [paths[at], paths[other]] = [paths[other]!, paths[at]!];
    }

    return paths.map((path) => get(`https://${C}${path}?r=${v.random.hex(4)}`));
  },
  'batches of events': (v) => [
    post(C, '/v1/b', {
      events: Array.from({ length: 1 + v.random.below(6) }, () =>
        event(v, { k: ['start', 'tap', 'scroll', 'idle'][v.random.below(4)] }),
      ),
    }),
  ],
  'shards at random': (v) => [get(`https://s${v.random.below(16)}.icons.test/i.png?r=${v.random.hex(6)}`)],
  'rare crash reports': (v) => [
    post(C, '/v1/c', event(v)),
    ...(v.random.below(8) === 0 ? [post('crash.test', '/r', { stack: v.random.hex(200), at: v.now })] : []),
  ],
  'session of three blocks': (v) => [
    post(
      C,
      '/v1/c',
      event(v, {
        session: Math.floor(v.block / 3),
        sid: createHash('md5')
          .update(`${v.salt}${Math.floor(v.block / 3)}`)
          .digest('hex'),
      }),
    ),
  ],
  'hash chain': (v) => {
    const h = createHash('sha256')
      .update(`${v.salt}${count(v, 'chain')}`)
      .digest('hex');

    return [post(C, '/v1/c', { proof: h, n: v.state['chain'] })];
  },
  'uniform noise of many fields': (v) => [
    post(
      C,
      '/v1/c',
      Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [`m${i}`, i % 3 ? v.random.below(1000) : v.random.below(3)]),
      ),
    ),
  ],
};
