import assert from 'node:assert/strict';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

const TOKEN = 'abcdefghijklmnopqrstuvwxyz0123456789';
const token = fc
  .array(fc.constantFrom(...TOKEN), { minLength: 10, maxLength: 10 })
  .map((letters) => `k${letters.join('')}7`);
const canaries: fc.Arbitrary<Canary> = fc
  .tuple(fc.constantFrom('url' as const, 'host' as const, 'text' as const), token, token, token)
  .map(([kind, a, b, c]) => {
    const value = {
      url: `https://${a}-${b}.example/${c}/garden?q=${b}`,
      host: `${a}-${b}.example`,
      text: `Garden river ${a} ${b}`,
    }[kind];

    return { id: 'c', kind, value };
  });

const URL = 'https://collector.test';
const get = (path: string, index = 0) => exchangeOf({ index, method: 'GET', url: URL + path });
const escape = encodeURIComponent;
const query = (pairs: [string, string][]) =>
  pairs.map(([name, value]) => `${name}=${escape(value)}`).join('&');

/** Cuts a text into pieces of 1 to 8 letters, by random numbers. */
function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }

  return pieces;
}

/** Ways to carry pieces in one message: the order is that of the names or values. */
const inMessage: Record<string, (pieces: string[]) => Exchange> = {
  'path segments': (pieces) => get(`/p/${pieces.map(escape).join('/')}`),
  'fields of one name': (pieces) => get(`/p?v=3&${query(pieces.map((piece) => ['d', piece]))}`),
  'numbered fields': (pieces) => get(`/p?lang=en&${query(pieces.map((piece, at) => [`c${at}`, piece]))}`),
  'a form': (pieces) =>
    exchangeOf({ body: Buffer.from(query(pieces.map((piece, at) => [`f${at}`, piece]))) }),
  'a JSON array': (pieces) =>
    exchangeOf({ body: Buffer.from(JSON.stringify({ app: 'browser', v: pieces })) }),
  'JSON objects': (pieces) =>
    exchangeOf({ body: Buffer.from(JSON.stringify(pieces.map((piece) => ({ e: 'key', d: piece })))) }),
  cookies: (pieces) =>
    exchangeOf({ headers: [['Cookie', pieces.map((piece, at) => `c${at}=${escape(piece)}`).join('; ')]] }),
  headers: (pieces) =>
    exchangeOf({ headers: pieces.map((piece, at) => [`X-P-${at}`, escape(piece)] as const) }),
  'JSON lines': (pieces) =>
    exchangeOf({ body: Buffer.from(pieces.map((k) => JSON.stringify({ k })).join('\n')) }),
  'names of fields': (pieces) => get(`/p?${pieces.map((piece) => `${escape(piece)}=1`).join('&')}`),
  'values with a number': (pieces) =>
    exchangeOf({ body: Buffer.from(JSON.stringify({ v: pieces.map((piece, at) => `${at}-${piece}`) })) }),
  'values that are base64 each': (pieces) =>
    exchangeOf({
      body: Buffer.from(JSON.stringify({ v: pieces.map((piece) => Buffer.from(piece).toString('base64')) })),
    }),
  'pairs of an index and a piece': (pieces) =>
    exchangeOf({ body: Buffer.from(JSON.stringify(pieces.map((piece, at) => [at, piece]).reverse())) }),
  'messages of protobuf': (pieces) =>
    exchangeOf({
      messages: pieces.map((piece, index) => ({
        index,
        data: Buffer.concat([Buffer.from([8, index & 127, 18, piece.length]), Buffer.from(piece)]),
      })),
    }),
  'WebSocket messages': (pieces) =>
    exchangeOf({ messages: pieces.map((piece, index) => ({ index, data: Buffer.from(piece) })) }),
  'WebSocket messages of JSON': (pieces) =>
    exchangeOf({
      messages: pieces.map((k, index) => ({ index, data: Buffer.from(JSON.stringify({ type: 'key', k })) })),
    }),
};

/** Ways to carry one piece in each request. */
const inRequests: Record<string, (piece: string, at: number) => Exchange> = {
  'a path segment': (piece, index) => get(`/p/${escape(piece)}/i.gif`, index),
  'a field': (piece, index) => get(`/p?n=1&d=${escape(piece)}`, index),
  'a field of varying paths': (piece, index) => get(`/${index}/p?n=1&d=${escape(piece)}`, index),
  'a body of JSON': (piece, index) =>
    exchangeOf({ index, body: Buffer.from(JSON.stringify({ t: 1_700_000_000 + index, d: piece })) }),
  'a bare body': (piece, index) => exchangeOf({ index, body: Buffer.from(piece) }),
  'a header': (piece, index) => exchangeOf({ index, headers: [['X-Piece', escape(piece)]] }),
  'a cookie': (piece, index) => exchangeOf({ index, headers: [['Cookie', `p=${escape(piece)}`]] }),
  'shards of a host': (piece, index) =>
    exchangeOf({
      index,
      url: `https://a${index % 3}.collector.test/p?d=${escape(piece)}`,
    }),
};

const codecs: Record<string, (text: string) => string> = {
  plain: (text) => text,
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 without padding': (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'percent escapes': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'gzip and base64': (text) => gzipSync(text).toString('base64'),
  'zlib and hex': (text) => deflateSync(text).toString('hex'),
};

const sizes = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 });
const encodings = fc.constantFrom(...Object.keys(codecs));

function assertFound(canary: Canary, exchanges: readonly Exchange[], label: string): void {
  const { findings } = scanOf([canary], ...exchanges);
  assert.ok(findings.length > 0, label);
  const at = (index: number) => exchanges.find((each) => each.index === index);
  for (const finding of findings) {
    const exchange = at(finding.exchange);
    assert.ok(exchange && locate(exchange, finding, canary, DEFAULT_BUDGET, at), finding.chain.join(' | '));
  }
}

describe('a canary in short pieces', () => {
  for (const [name, carry] of Object.entries(inMessage))
    it(`is found in ${name}`, () => {
      fc.assert(
        fc.property(canaries, sizes, encodings, (canary, each, encoding) => {
          const pieces = cut(codecs[encoding]?.(canary.value) ?? '', each);
          assertFound(canary, [carry(pieces)], `${encoding} ${each.join()} ${canary.value}`);
        }),
        { numRuns: 20, seed: 5 },
      );
    });

  for (const [name, carry] of Object.entries(inRequests))
    it(`is found over requests, in ${name}`, () => {
      fc.assert(
        fc.property(canaries, sizes, encodings, (canary, each, encoding) => {
          const pieces = cut(codecs[encoding]?.(canary.value) ?? '', each);
          assertFound(canary, pieces.map(carry), `${encoding} ${each.join()} ${canary.value}`);
        }),
        { numRuns: 15, seed: 6 },
      );
    });
});

describe('a canary in bits', () => {
  const bits = (value: string) =>
    [...Buffer.from(value)].flatMap((byte) => [...byte.toString(2).padStart(8, '0')]);
  const carriers: Record<string, (bits: string[]) => Exchange[]> = {
    'numbered fields of a query': (all) => [get(`/p?v=3&${query(all.map((bit, at) => [`f${at}`, bit]))}`)],
    'numbered cookies': (all) => [
      exchangeOf({ headers: [['Cookie', all.map((bit, at) => `f${at}=${bit}`).join('; ')]] }),
    ],
    'one field of each request': (all) => all.map((bit, index) => get(`/p?v=${bit}`, index)),
  };
  for (const [name, carry] of Object.entries(carriers))
    it(`is found in ${name}`, () => {
      fc.assert(
        fc.property(canaries, (canary) => assertFound(canary, carry(bits(canary.value)), canary.value)),
        { numRuns: 4, seed: 7 },
      );
    });
});

/** Ways to change the order of pieces, and to carry them so that the order can be restored. */
const orders: Record<string, (pieces: string[], random: readonly number[]) => Exchange[]> = {
  'backwards in one message': (pieces) => [
    exchangeOf({ body: Buffer.from(JSON.stringify({ v: pieces.toReversed() })) }),
  ],
  'backwards over requests': (pieces) =>
    pieces.toReversed().map((piece, index) => get(`/p?d=${escape(piece)}`, index)),
  'shuffled, in numbered fields': (pieces, random) => [
    get(
      `/p?lang=en&${query(
        shuffle(
          pieces.map((piece, at): [string, string] => [`c${at}`, piece]),
          random,
        ),
      )}`,
    ),
  ],
  'shuffled, with an index beside each': (pieces, random) => [
    exchangeOf({
      body: Buffer.from(
        JSON.stringify({
          v: 3,
          list: shuffle(
            pieces.map((d, i) => ({ i, d })),
            random,
          ),
        }),
      ),
    }),
  ],
  'shuffled over requests, with an index': (pieces, random) =>
    shuffle(
      pieces.map((piece, at) => `/p?i=${at + 1}&d=${escape(piece)}`),
      random,
    ).map(get),
  'shuffled over requests, with an index in a header': (pieces, random) =>
    shuffle(
      pieces.map((d, at) => ({
        headers: [['X-Seq', `${at}`]] as const,
        body: Buffer.from(JSON.stringify({ d })),
      })),
      random,
    ).map((fields, index) => exchangeOf({ index, ...fields })),
  'in turn with other values': (pieces, random) =>
    pieces
      .flatMap((piece, at) => [piece, `${random[at % random.length] ?? 0}`])
      .map((piece, index) => get(`/p?d=${escape(piece)}`, index)),
  'between other values, without a rule': (pieces, random) =>
    pieces
      .flatMap((piece, at) => [piece, ...(((random[at % random.length] ?? 0) + at) % 3 === 0 ? ['-1'] : [])])
      .map((piece, index) => get(`/p?d=${escape(piece)}`, index)),
  'in turn over two paths': (pieces) =>
    pieces.map((piece, index) => get(`/${['left', 'right'][index % 2]}?d=${escape(piece)}`, index)),
  'in turn over three fields': (pieces) =>
    Array.from({ length: Math.ceil(pieces.length / 3) }, (_, index) =>
      get(
        `/p?${query(pieces.slice(index * 3, index * 3 + 3).map((piece, at) => [['x', 'y', 'z'][at] ?? '', piece]))}`,
        index,
      ),
    ),
};

/** Ways to send single letters of a text. */
const letters: Record<string, (text: string) => Exchange[]> = {
  'every third letter in each of three fields': (text) => [
    get(
      `/p?v=1&${query(['a', 'b', 'c'].map((name, first) => [name, [...text].filter((_, at) => at % 3 === first).join('')]))}`,
    ),
  ],
  'the codes of pressed keys': (text) => [
    exchangeOf({
      messages: [...text].map((letter, index) => ({
        index,
        data: Buffer.from(JSON.stringify({ t: index * 87, code: letter.charCodeAt(0) })),
      })),
    }),
  ],
  'windows of four letters': (text) =>
    Array.from({ length: text.length - 3 }, (_, at) => text.slice(at, at + 4)).map((d, index) =>
      get(`/suggest?d=${escape(d)}`, index),
    ),
  'the last six letters typed': (text) =>
    Array.from({ length: text.length }, (_, at) => text.slice(Math.max(0, at - 5), at + 1)).map((d, index) =>
      get(`/suggest?d=${escape(d)}`, index),
    ),
  'windows of base64': (text) =>
    (codecs.base64?.(text).match(/(?=(.{1,5}))../gs) ?? [])
      .map((_, at) => (codecs.base64?.(text) ?? '').slice(at * 2, at * 2 + 5))
      .map((d, index) => get(`/p?d=${escape(d)}`, index)),
  'labels of a host': (text) =>
    (
      Buffer.from(text)
        .toString('hex')
        .match(/.{1,6}/g) ?? []
    ).map((label, index) => exchangeOf({ index, method: 'GET', url: `https://${label}.collector.test/` })),
};

function shuffle<T>(values: readonly T[], random: readonly number[]): T[] {
  return values
    .map((value, at) => ({ value, rank: ((random[at % random.length] ?? 0) * (at + 7)) % 101 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

describe('the order of short pieces', () => {
  const random = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 5, maxLength: 9 });
  for (const [name, carry] of Object.entries(orders))
    it(`is restored: ${name}`, () => {
      fc.assert(
        fc.property(
          canaries,
          fc.integer({ min: 1, max: 8 }),
          random,
          encodings,
          (canary, size, numbers, encoding) => {
            const text = name.endsWith('without a rule')
              ? canary.value
              : (codecs[encoding]?.(canary.value) ?? '');
            const pieces = cut(text, [size]);
            assertFound(canary, carry(pieces, numbers), `${encoding} ${size} ${canary.value}`);
          },
        ),
        { numRuns: 15, seed: 7 },
      );
    });

  for (const [name, carry] of Object.entries(letters))
    it(`is restored: ${name}`, () => {
      fc.assert(
        fc.property(canaries, (canary) => assertFound(canary, carry(canary.value), canary.value)),
        { numRuns: 15, seed: 8 },
      );
    });

  it('are found in columns, in any order and direction', () => {
    const form = fc.constantFrom(
      (text: string) => text,
      (text: string) => Buffer.from(text).toString('base64'),
      (text: string) => Buffer.from(text).toString('hex'),
    );
    const order = fc.shuffledSubarray([...Array(8).keys()], { minLength: 8 });
    const directions = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(
        canaries,
        form,
        fc.integer({ min: 2, max: 8 }),
        order,
        directions,
        (canary, write, count, sorted, backward) => {
          const text = write(canary.value);
          const columns = Array.from({ length: count }, (_, first) =>
            [...text].filter((__, at) => at % count === first).join(''),
          );
          fc.pre(columns.every((column) => column.length >= 3 && column.length <= 64));
          const fields = sorted
            .filter((column) => column < count)
            .map((column, at): [string, string] => {
              const sent = columns[column] ?? '';

              return [`f${'qwertyui'[at]}`, backward[at] ? [...sent].toReversed().join('') : sent];
            });
          const exchange = exchangeOf({ body: Buffer.from(JSON.stringify(Object.fromEntries(fields))) });
          const [finding] = scanOf([canary], exchange).findings;
          assert(finding, JSON.stringify(fields));
          assert(locate(exchange, finding, canary, DEFAULT_BUDGET));
        },
      ),
      { numRuns: 60 },
    );
  });
});
