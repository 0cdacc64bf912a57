/** Reproducible whole numbers. */
export interface Random {
  /** From 0, below `below`. */
  next(below: number): number;
}

/** A HAR entry, as JSON. */
export type RawEntry = Record<string, unknown> & { request: Record<string, unknown> };

/** A change to an entry that some writer, converter or sanitizer of HARs makes. */
export interface Oddity {
  name: string;
  /** What it changes. Of oddities with one target, only one can change an entry. */
  target: string;
  change(entry: RawEntry, random: Random): unknown;
}

/** Where an entry contains a text. */
export const PLACES = ['url', 'query', 'header', 'cookie', 'body', 'form', 'message'] as const;
export type Place = (typeof PLACES)[number];

/** A linear congruential generator; the seed is a whole number. */
export function createRandom(seed: number): Random {
  let state = (seed * 2_654_435_761 + 1) >>> 0;

  return {
    next(below) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;

      return Math.floor((state / 2 ** 32) * below);
    },
  };
}

export function pick<T>(random: Random, options: readonly T[]): T {
  // `options` is never empty.
  return options[random.next(options.length)] as T;
}

/** An entry as Chrome writes it, which contains a text of letters and digits in one place. */
export function entryWith(place: Place, text: string): RawEntry {
  const hasBody = place === 'body' || place === 'form';
  const host = 't.collector.test';
  const headers = [
    { name: 'Host', value: host },
    { name: 'Accept', value: 'text/html, */*;q=0.8' },
    { name: 'X-Seen', value: place === 'header' ? `a ${text}` : 'no' },
    ...(place === 'cookie' ? [{ name: 'Cookie', value: `sid=1; last=${text}` }] : []),
    ...(hasBody ? [{ name: 'Content-Type', value: typeOf(place) }] : []),
  ];
  const body = place === 'form' ? `a=1&u=${text}` : JSON.stringify({ u: `https://x.test/${text}` });
  const url = place === 'url' ? `/c/${text}` : place === 'query' ? `/c?u=${text}` : '/c';

  return {
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 12,
    request: {
      method: hasBody ? 'POST' : 'GET',
      url: `${place === 'message' ? 'wss' : 'https'}://${host}${url}`,
      httpVersion: 'HTTP/1.1',
      headers,
      queryString: place === 'query' ? [{ name: 'u', value: text }] : [],
      cookies:
        place === 'cookie'
          ? [
              { name: 'sid', value: '1' },
              { name: 'last', value: text },
            ]
          : [],
      headersSize: -1,
      bodySize: hasBody ? body.length : 0,
      ...(hasBody && {
        postData: {
          mimeType: typeOf(place),
          text: body,
          ...(place === 'form' && {
            params: [
              { name: 'a', value: '1' },
              { name: 'u', value: text },
            ],
          }),
        },
      }),
    },
    response: {
      status: place === 'message' ? 101 : 200,
      statusText: 'OK',
      headers: [],
      cookies: [],
      content: { size: 2, mimeType: 'text/plain', text: 'ok' },
      redirectURL: '',
      headersSize: -1,
      bodySize: 2,
      _transferSize: 300,
      _error: null,
    },
    cache: {},
    timings: { send: 0, wait: 12, receive: 0 },
    serverIPAddress: '203.0.113.9',
    connection: '77',
    ...(place === 'message' && {
      _resourceType: 'websocket',
      _webSocketMessages: [
        { type: 'receive', time: 1_767_225_600, opcode: 1, data: 'hello' },
        { type: 'send', time: 1_767_225_600.5, opcode: 1, data: `seen ${text}` },
      ],
    }),
  };
}

function typeOf(place: Place): string {
  return place === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
}

type Pairs = { name: string; value: string }[];

/** Oddities that change how an entry is written, and lose nothing. */
export const HARMLESS: readonly Oddity[] = [
  inRequest('headers as an object', 'headers', (headers: Pairs) =>
    Object.fromEntries(headers.map(({ name, value }) => [name, value])),
  ),
  inRequest('headers as lists of values', 'headers', (headers: Pairs) =>
    Object.fromEntries(headers.map(({ name, value }) => [name, [value]])),
  ),
  inRequest('headers as text', 'headers', (headers: Pairs) =>
    headers.map(({ name, value }) => `${name}: ${value}`).join('\r\n'),
  ),
  inRequest('headers as lines', 'headers', (headers: Pairs) =>
    headers.map(({ name, value }) => `${name}: ${value}`),
  ),
  inRequest('headers as pairs', 'headers', (headers: Pairs) =>
    headers.map(({ name, value }) => [name, value]),
  ),
  inRequest('headers with keys', 'headers', (headers: Pairs) =>
    headers.map(({ name, value }) => ({ key: name, value })),
  ),
  inRequest('headers by number', 'headers', (headers: Pairs) => Object.fromEntries(headers.entries())),
  inRequest('values as numbers, booleans and empty text', 'headers', (headers: Pairs) => [
    ...headers,
    { name: 'DNT', value: 1 },
    { name: 'X-Flag', value: true },
    { name: 'X-None', value: '' },
  ]),
  inRequest('cookies as one object', 'cookies', (cookies: Pairs) => cookies.at(-1)),
  inRequest('cookies as an object', 'cookies', (cookies: Pairs) =>
    Object.fromEntries(cookies.map(({ name, value }) => [name, value])),
  ),
  inRequest('cookies as text', 'cookies', (cookies: Pairs) =>
    cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  ),
  inRequest('cookies that are missing', 'cookies', () => undefined),
  inRequest('cookies whose values only the header has', 'cookies', (cookies: Pairs, random) =>
    withoutValues(cookies, random),
  ),
  inRequest('a query that is null', 'queryString', () => null),
  inRequest('a flag in the query', 'queryString', (query: Pairs, random) => [
    ...query,
    pick(random, [{ name: 'c' }, { name: 'c', value: null }, ['c']]),
  ]),
  inRequest('a query that is an object', 'queryString', () => ({})),
  inRequest('a size as text', 'bodySize', (size: number, random) =>
    pick(random, [String(size), `${size} B`, `${size} bytes`, `${size / 1000} kB`]),
  ),
  inEntry('a size of the headers', (entry, random) =>
    withRequest(entry, 'headersSize', pick(random, [headersSizeOf(entry.request, random), 14, 0])),
  ),
  inRequest('trailers that are null', '_trailers', () => null),
  inEntry('times of other types', (entry) => ({ ...entry, startedDateTime: 0, time: '12', timings: null })),
  inEntry('fields that are null', (entry) => ({
    ...entry,
    cache: null,
    connection: null,
    serverIPAddress: null,
    _resourceType: null,
    pageref: { a: [] },
  })),
  inEntry('a status as text', (entry) => ({
    ...entry,
    response: { ...responseOf(entry), status: entry['_webSocketMessages'] ? '101' : '200' },
  })),
  inEntry('messages by number', (entry) => ({
    ...entry,
    ...(Array.isArray(entry['_webSocketMessages']) && {
      _webSocketMessages: Object.fromEntries(entry['_webSocketMessages'].entries()),
    }),
  })),
  inEntry('only the sent message', (entry) => ({
    ...entry,
    ...(Array.isArray(entry['_webSocketMessages']) && {
      _webSocketMessages: entry['_webSocketMessages'].at(-1),
    }),
  })),
  inEntry('a path in place of a URL', (entry) =>
    withRequest(entry, 'url', String(entry.request['url']).replace(/^\w+:\/\/[^/]+/, '')),
  ),
  inEntry('an empty body with an empty comment', (entry) =>
    entry.request['postData'] === undefined
      ? withRequest(entry, 'postData', { mimeType: '', text: '', params: [], comment: '' })
      : entry,
  ),
  inEntry('fields that nobody knows', (entry) => ({ ...entry, _x: { y: [null, { z: 1 }] }, comment: [] })),
  inEntry(
    'a query that is not in the URL',
    (entry) =>
      Array.isArray(entry.request['queryString']) && entry.request['queryString'].length > 0
        ? withRequest(entry, 'url', String(entry.request['url']).replace(/\?.*/, ''))
        : entry,
    'queryString',
  ),
  inPostData('a body as an object', ({ text, ...postData }) => ({
    ...postData,
    text: String(text).startsWith('{') ? JSON.parse(String(text)) : text,
  })),
  inPostData('a body as text', ({ text }) => text),
  inPostData('fields alone', ({ text, params, ...postData }) =>
    params ? { ...postData, params } : { ...postData, text },
  ),
  inPostData('fields as an object', ({ text, params, ...postData }) =>
    Array.isArray(params)
      ? {
          ...postData,
          params: Object.fromEntries(params.map((each: Pairs[number]) => [each.name, each.value])),
        }
      : { ...postData, text },
  ),
  inPostData('a field whose value is an object', ({ text, params, ...postData }) =>
    Array.isArray(params)
      ? {
          ...postData,
          params: params.map((each: Pairs[number]) => ({ ...each, value: { Url: each.value } })),
        }
      : { ...postData, text },
  ),
  inPostData('a body in base64', ({ text, ...postData }, random) => ({
    ...postData,
    text: Buffer.from(String(text)).toString('base64'),
    [pick(random, ['encoding', '_encoding'])]: 'base64',
  })),
  // These two come last: an oddity after them would find no entry.
  inEntry('a request in a list', (entry) => ({ ...entry, request: [entry.request] }), 'list'),
  inEntry('an entry in a list', (entry) => [entry], 'list'),
];

const MASK_WORDS = [
  'redacted',
  'REDACTED',
  'Filtered',
  'masked',
  'removed',
  'sanitized',
  'token redacted',
  '134 bytes were stripped',
];

/** A placeholder as a sanitizer writes it. */
export function maskOf(random: Random): string {
  const word = pick(random, MASK_WORDS);

  return pick(random, [
    `[${word}]`,
    `<${word}>`,
    `{${word}}`,
    `[[${word}]]`,
    '427 bytes were stripped',
    '[...]',
    '••••••',
    '***',
    '*****',
    '********',
    'REDACTED',
  ]);
}

/** Oddities that lose what is in one place; the entry says so in some way. */
export const LOSSES: Record<Place, readonly Oddity[]> = {
  url: [
    inEntry('a masked URL', (entry, random) =>
      withRequest(entry, 'url', `https://t.collector.test/c/${maskOf(random)}`),
    ),
    inRequest('a URL that is null', 'url', () => null),
    inRequest('a URL that is a number', 'url', () => 7),
    inEntry('an empty URL without a host', (entry, random) =>
      withRequest(withRequest(entry, 'headers', []), 'url', pick(random, ['', ' '])),
    ),
    ...lossesOfAll(),
  ],
  query: [
    inEntry('a masked query', (entry, random) =>
      withRequest(
        withRequest(entry, 'url', `https://t.collector.test/c?a=1&u=${encodeURIComponent(maskOf(random))}`),
        'queryString',
        [],
      ),
    ),
    ...lossesOfAll(),
  ],
  header: [
    inRequest('masked headers', 'headers', (headers: Pairs, random) =>
      headers.map(({ name, value }) => ({ name, value: name === 'X-Seen' ? maskOf(random) : value })),
    ),
    inRequest('headers without values', 'headers', (headers: Pairs, random) =>
      withoutValues(headers, random, 'X-Seen'),
    ),
    inRequest('headers that are a number', 'headers', () => 7),
    inRequest('headers that are true', 'headers', () => true),
    inRequest('a header that is null', 'headers', (headers: Pairs) =>
      headers.map((each) => (each.name === 'X-Seen' ? null : each)),
    ),
    inEntry('headers of which some were removed, with the size of all', (entry, random) => {
      const headers = entry.request['headers'] as Pairs;
      const kept = headers.filter(({ name }) => name !== 'X-Seen');
      const size = headersSizeOf(entry.request, random) + 300;

      return withRequest(withRequest(entry, 'headers', kept), 'headersSize', size);
    }),
    inEntry('headers of which only the size is left', (entry) =>
      withRequest(withRequest(entry, 'headers', []), 'headersSize', 900),
    ),
    ...lossesOfAll(),
  ],
  cookie: [
    inEntry('masked cookies', (entry, random) => {
      const mask = maskOf(random);
      const headers = (entry.request['headers'] as Pairs).map(({ name, value }) => ({
        name,
        value:
          name === 'Cookie'
            ? pick(random, [mask, `sid=1; last=${mask}`, `sid=${mask}; last=${mask}`])
            : value,
      }));

      return withRequest(withRequest(entry, 'headers', headers), 'cookies', []);
    }),
    inEntry('cookies without values', (entry, random) => {
      const headers = withoutValues(entry.request['headers'] as Pairs, random, 'Cookie');
      const cookies = pick(random, [undefined, withoutValues(entry.request['cookies'] as Pairs, random)]);

      return withRequest(withRequest(entry, 'headers', headers), 'cookies', cookies);
    }),
    inEntry('a list of cookies without values', (entry, random) =>
      withRequest(
        withRequest(entry, 'headers', []),
        'cookies',
        withoutValues(entry.request['cookies'] as Pairs, random),
      ),
    ),
    inEntry('a masked list of cookies', (entry, random) =>
      withRequest(withRequest(entry, 'headers', []), 'cookies', [{ name: 'last', value: maskOf(random) }]),
    ),
    ...lossesOfAll(),
  ],
  body: lossesOfBody(),
  form: lossesOfBody(),
  message: [
    inEntry('a WebSocket without a list of messages', (entry) => ({
      ...entry,
      _webSocketMessages: undefined,
    })),
    inEntry('messages that are nothing', (entry, random) => ({
      ...entry,
      _webSocketMessages: pick(random, [null, '', false]),
    })),
    inEntry('WebTransport', (entry, random) => ({
      ...entry,
      request: {
        ...entry.request,
        url: 'https://t.collector.test/',
        method: pick(random, ['GET', 'CONNECT']),
      },
      response: { status: 200 },
      _resourceType: pick(random, ['webtransport', 'WebTransport', 'web-transport']),
      _webSocketMessages: undefined,
    })),
    inEntry('messages that are a number', (entry) => ({ ...entry, _webSocketMessages: 2 })),
    inEntry('a message that is null', (entry) => ({ ...entry, _webSocketMessages: [null] })),
    inEntry('a message without data', (entry) => ({
      ...entry,
      _webSocketMessages: [{ type: 'send', opcode: 1 }],
    })),
    inEntry('a masked message', (entry, random) => ({
      ...entry,
      _webSocketMessages: [{ type: 'send', opcode: 1, data: maskOf(random) }],
    })),
    ...lossesOfAll(),
  ],
};

function lossesOfAll(): Oddity[] {
  return [
    inEntry('an entry that is null', () => null),
    inEntry('an entry that is text', () => 'entry'),
    inEntry('an entry that is a number', () => 4),
    inEntry('an entry that is an empty list', () => []),
    inEntry('an entry without a request', (entry) => ({ ...entry, request: undefined })),
    inEntry('a request that is null', (entry) => ({ ...entry, request: null })),
    inEntry('a request that is text', (entry) => ({ ...entry, request: 'GET /' })),
  ];
}

function lossesOfBody(): Oddity[] {
  const without =
    (change: (request: Record<string, unknown>, random: Random) => object) =>
    (entry: RawEntry, random: Random) => {
      const { postData: _, ...request } = entry.request;

      return { ...entry, request: { ...request, ...change(request, random) } };
    };

  return [
    inEntry(
      'a missing body of unknown size',
      without((_, random) => ({ headers: [], bodySize: pick(random, [-1, null, '-1', undefined, 'x', {}]) })),
    ),
    inEntry(
      'a missing body with its size',
      without((_, random) => ({
        headers: [],
        bodySize: pick(random, [300, '300', 300.5, '88 B', '1 byte', '1.2 kB', '2 KiB']),
      })),
    ),
    inEntry(
      'a missing body with Content-Type',
      without(() => ({ bodySize: 0 })),
    ),
    inEntry(
      'a missing body with Transfer-Encoding',
      without(() => ({ bodySize: 0, headers: [{ name: 'Transfer-Encoding', value: 'chunked' }] })),
    ),
    inEntry(
      'a missing body with Content-Length',
      without((_, random) => ({
        bodySize: 0,
        headers: [{ name: 'content-length', value: pick(random, ['300', 300]) }],
      })),
    ),
    inPostData('a body in a missing file', (postData, random) => ({
      mimeType: postData['mimeType'],
      text: '',
      params: [],
      [pick(random, ['_file', '_sha1'])]: '80cfc9ca2ceb7ebb0da70500393558554ef433da.dat',
    })),
    inPostData('a masked body', (postData, random) => ({
      mimeType: postData['mimeType'],
      text: maskOf(random),
    })),
    inPostData('a masked field', (postData, random) => ({
      mimeType: postData['mimeType'],
      text: pick(random, [`a=1&u=${maskOf(random)}`, JSON.stringify({ a: 1, u: maskOf(random) })]),
    })),
    inPostData('a body that is not text', (postData, random) => ({
      mimeType: postData['mimeType'],
      text: pick(random, ['[object Blob]', '[object FormData]', '[binary data]', '<binary>']),
    })),
    inPostData('a body that is an empty object', (postData) => ({ mimeType: postData['mimeType'] })),
    inEntry('a missing body with a note', (entry, random) => {
      const notes = [
        'Request bodies are not included.',
        'body too large',
        'Anfrage-Bodys sind nicht enthalten.',
      ];
      const postData = { mimeType: null, text: '', params: [], comment: pick(random, notes) };

      return { ...entry, request: { ...entry.request, method: 'GET', headers: [], bodySize: 0, postData } };
    }),
    ...lossesOfAll(),
  ];
}

/** The size of the headers in bytes, as browsers and proxies measure it: with the path or the whole URL. mitmproxy measures Python's notation. */
function headersSizeOf({ method, url, headers }: Record<string, unknown>, random: Random): number {
  const pairs = Array.isArray(headers) ? (headers as Pairs) : [];
  const path = String(url).replace(/^\w+:\/\/[^/]+/, '');
  const lines = pairs.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
  const python = pairs.map(({ name, value }) => `(b'${name}', b'${value}')`).join(', ');

  return pick(random, [
    `${String(method)} ${path} HTTP/1.1\r\n${lines}\r\n`,
    `${String(method)} ${String(url)} HTTP/1.1\r\n${lines}\r\n`,
    `Headers[${python}]`,
  ]).length;
}

/** Names without values, as a list or as an object. @param only the one name without a value */
function withoutValues(pairs: Pairs, random: Random, only?: string): unknown {
  const isOne = (name: string) => only === undefined || name === only;
  const asList = (without: (name: string) => unknown) =>
    pairs.map((pair) => (isOne(pair.name) ? without(pair.name) : pair));
  const asObject = (without: unknown) =>
    Object.fromEntries(pairs.map(({ name, value }) => [name, isOne(name) ? without : value]));

  return pick(random, [
    () => asList((name) => ({ name })),
    () => asList((name) => ({ name, value: null })),
    () => asList((name) => ({ name, comment: 'stripped' })),
    () => asList((name) => [name]),
    () => asList((name) => [name, null]),
    () => asObject(null),
    () => asObject([]),
  ])();
}

function responseOf(entry: RawEntry): object {
  return typeof entry['response'] === 'object' && entry['response'] !== null ? entry['response'] : {};
}

function withRequest(entry: RawEntry, key: string, value: unknown): RawEntry {
  return { ...entry, request: { ...entry.request, [key]: value } };
}

function inEntry(name: string, change: (entry: RawEntry, random: Random) => unknown, target = name): Oddity {
  return { name, target, change };
}

/** Changes a field of the request; `change` may expect the type that `entryWith` gives it. */
function inRequest<T>(name: string, key: string, change: (value: T, random: Random) => unknown): Oddity {
  return {
    name,
    target: key,
    change: (entry, random) => withRequest(entry, key, change(entry.request[key] as T, random)),
  };
}

/** Changes the body, if there is one. */
function inPostData(
  name: string,
  change: (postData: Record<string, unknown>, random: Random) => unknown,
): Oddity {
  return {
    name,
    target: 'postData',
    change: (entry, random) =>
      entry.request['postData'] === undefined
        ? entry
        : withRequest(
            entry,
            'postData',
            change(entry.request['postData'] as Record<string, unknown>, random),
          ),
  };
}
