import { gzipSync } from 'node:zlib';
import { BYTES, SENSE, TEXTS } from '../harness/detect/codecs/testing/encodings.ts';
import { entryWith, HARMLESS, LOSSES, PLACES } from '../harness/evidence/testing/odd-entries.ts';
import type { createRandom } from './detect-traffic.ts';

type Random = ReturnType<typeof createRandom>;

const ODDITIES = [...HARMLESS, ...Object.values(LOSSES).flat()];
const ENCODINGS = Object.values({ ...BYTES, ...SENSE, ...TEXTS });
const ALPHABETS = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '0123456789abcdef',
  '%=&+;:,.<>{}[]()\\/"\'-_#?! \n\t',
  '\u0000\u0001\u007f\u0080\u00ff\u0100\u0fff\u4e00\ud800\udc00\ufffd\uffff',
];
/** Starts and escapes of formats: used many times in a row, or once before random bytes. */
const FORMAT_STARTS = [
  '<',
  '&#',
  '%25',
  '%',
  '\\',
  '\\u',
  '=',
  '=?UTF-8?B?',
  '{"a":',
  '[',
  '[[[{',
  'a=',
  '&',
  'a=b&',
  '--x\r\n',
  'data:',
  '~}',
  '<~',
  '!!!!',
  'eyJhbGciOiJub25lIn0.',
  '0x',
  '255,',
  'xn--',
  'd1:ad1:a',
  'li1e',
  'bplist00',
  '=ybegin line=128 size=9 name=x\r\n',
  'begin 644 x\n',
  '\u001f\u008b\b',
  '(\u00b5/\u00fd',
  'x\u009c',
  '\u0004"M\u0018',
  '\u00ff\u0006\u0000\u0000sNaPpY',
  '\u0000\u0000\u0000\u0000\u0010',
  '\u0082\u00a1a',
  '\u00bf',
  '\u0012\u007f',
];

/** A payload of an exchange: random bytes, patterns that may break codecs, and damaged encodings. */
export function randomPayload(random: Random, maxBytes = 24_000): Buffer {
  const size = 1 + random.next(random.next(6) === 0 ? maxBytes : 600);
  let payload = pick(random, [
    () => random.bytes(size),
    () => Buffer.from(textOf(random, size), 'utf8'),
    () =>
      Buffer.from(
        (FORMAT_STARTS[random.next(FORMAT_STARTS.length)] ?? '').repeat(1 + (size >> 2)),
        'latin1',
      ).subarray(0, maxBytes),
    () =>
      Buffer.concat([
        Buffer.from(FORMAT_STARTS[random.next(FORMAT_STARTS.length)] ?? '', 'latin1'),
        random.bytes(size),
      ]),
    () => Buffer.from(JSON.stringify(createNested(random, 4))),
  ])();
  for (let remaining = random.next(4); remaining > 0 && payload.length < 4000; remaining--) {
    const encode = ENCODINGS[random.next(ENCODINGS.length)];
    if (encode) payload = encodeOrKeep(encode, payload);
    if (random.next(3) === 0) payload = damage(random, payload);
  }

  return payload.subarray(0, maxBytes * 2);
}

/** A HAR with such payloads in every place for one, then damaged as text or as data. */
export function brokenHar(random: Random): Buffer {
  const entries = Array.from({ length: 1 + random.next(3) }, () =>
    random.next(2) === 0 ? oddEntry(random) : entryOf(random),
  );
  const har = {
    log: { version: '1.2', creator: { name: 'fuzz' }, entries, _tlsErrors: [{ hostname: nameOf(random) }] },
  };
  for (let changes = random.next(3); changes > 0; changes--) changeValue(random, har);
  let text = JSON.stringify(har);
  if (random.next(5) === 0)
    text = text.replace(/\d+/, pick(random, ['1e999', '-1e999', '9'.repeat(400), '-0', '1E+', '0x10']));
  if (random.next(12) === 0) text = text.replace('"entries"', '"\\u0065ntries"');
  if (random.next(12) === 0) text = text.replace('[', '['.repeat(1 + random.next(20_000)));
  const bytes = Buffer.from(text);
  if (random.next(25) === 0)
    return pick(random, [
      gzipSync(bytes),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`),
    ]);

  return random.next(3) === 0 ? damage(random, bytes) : bytes;
}

/** Changes, cuts, inserts, removes or repeats bytes. */
export function damage(random: Random, bytes: Buffer): Buffer {
  let damaged = bytes;
  for (let times = 1 + random.next(4); times > 0 && damaged.length > 0; times--) {
    const at = random.next(damaged.length);
    const to = Math.min(damaged.length, at + 1 + random.next(40));
    damaged = pick(random, [
      () => Buffer.concat([damaged.subarray(0, at), random.bytes(to - at), damaged.subarray(to)]),
      () => damaged.subarray(0, Math.max(1, at)),
      () => Buffer.concat([damaged.subarray(0, at), random.bytes(1 + random.next(30)), damaged.subarray(at)]),
      () => Buffer.concat([damaged.subarray(0, at), damaged.subarray(to)]),
      () => Buffer.concat([damaged.subarray(0, to), damaged.subarray(at)]),
    ])();
  }

  return damaged;
}

/** An entry as writers, converters and sanitizers of HARs change it. */
function oddEntry(random: Random): unknown {
  return pick(random, ODDITIES).change(entryWith(pick(random, PLACES), textOf(random, 24)), random);
}

function entryOf(random: Random): unknown {
  const text = (maxBytes: number) =>
    randomPayload(random, maxBytes).toString(random.next(2) === 0 ? 'latin1' : 'utf8');
  const isBinary = random.next(3) > 0;
  const body = randomPayload(random);

  return {
    startedDateTime: '2026-01-01T00:00:00.000Z',
    request: {
      method: pick(random, ['POST', 'GET', 'CONNECT', '']),
      url: pick(random, [
        `https://${nameOf(random)}/${text(300)}?${text(300)}`,
        `https://x.test/up?d=${encodeURIComponent(random.bytes(40).toString('base64'))}`,
        text(100),
      ]),
      headers: [
        {
          name: 'Content-Type',
          value: pick(random, [
            'application/json',
            'application/x-www-form-urlencoded',
            'multipart/form-data; boundary=x',
            text(40),
          ]),
        },
        { name: 'Content-Encoding', value: pick(random, ['gzip', 'br', 'zstd', 'deflate, gzip', 'x']) },
        { name: 'Cookie', value: text(300) },
        { name: 'X-Data', value: text(300) },
      ],
      bodySize: body.length,
      postData: {
        mimeType: '',
        text: body.toString(isBinary ? 'base64' : 'latin1'),
        ...(isBinary && { encoding: 'base64' }),
        params: [{ name: text(40), value: text(40) }],
      },
    },
    response: { status: 200 },
    _webSocketMessages: [{ type: 'send', opcode: 1 + random.next(2), data: text(400) }],
  };
}

/** Replaces a value in a tree with one of another type. */
function changeValue(random: Random, root: object): void {
  let parent: Record<string, unknown> = root as Record<string, unknown>;
  for (let depth = 1 + random.next(7); depth > 0; depth--) {
    const keys = Object.keys(parent);
    const key = keys[random.next(keys.length || 1)];
    if (key === undefined) return;
    const child = parent[key];
    if (depth > 1 && typeof child === 'object' && child !== null) {
      parent = child as Record<string, unknown>;
      continue;
    }
    parent[key] = pick(random, [
      null,
      true,
      -1,
      1e308,
      '',
      '\u0000',
      '\ud800',
      [],
      {},
      [[]],
      'A===',
      createNested(random, 300),
      'x'.repeat(50_000),
      { toString: 1, length: -1 },
      [null, { name: null }],
    ]);

    return;
  }
}

function createNested(random: Random, depth: number): unknown {
  if (depth === 0 || random.next(40) === 0) return textOf(random, 1 + random.next(60));

  return random.next(2) === 0
    ? [createNested(random, depth - 1)]
    : { [textOf(random, 3)]: createNested(random, depth - 1) };
}

function nameOf(random: Random): string {
  return `${textOf(random, 1 + random.next(20), 1)}.${random.bytes(8).toString('hex')}.test`;
}

function textOf(random: Random, size: number, alphabet = random.next(ALPHABETS.length)): string {
  const letters = ALPHABETS[alphabet] ?? 'a';

  return Array.from({ length: size }, () => letters[random.next(letters.length)]).join('');
}

/** Some encodings throw for bytes that are not text. */
function encodeOrKeep(encode: (data: Buffer) => Buffer, payload: Buffer): Buffer {
  try {
    return encode(payload);
  } catch {
    return payload; // Not for these bytes.
  }
}

function pick<T>(random: Random, options: readonly T[]): T {
  // `options` is never empty; an option may be undefined.
  return options[random.next(options.length)] as T;
}
