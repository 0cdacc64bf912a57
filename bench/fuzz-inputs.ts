import { gzipSync } from 'node:zlib';
import { BYTES, SENSE, TEXTS } from '../harness/detect/codecs/testing/encodings.ts';
import type { createChance } from './detect-traffic.ts';

type Chance = ReturnType<typeof createChance>;

const ENCODINGS = Object.values({ ...BYTES, ...SENSE, ...TEXTS });
const ALPHABETS = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '0123456789abcdef',
  '%=&+;:,.<>{}[]()\\/"\'-_#?! \n\t',
  '\u0000\u0001\u007f\u0080\u00ff\u0100\u0fff\u4e00\ud800\udc00\ufffd\uffff',
];
/** What formats begin with, or escape with: many of them in a row, or one before chance. */
const STUFF = [
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

/** Something that an exchange may carry: chance, patterns that codecs may stumble over, and encodings that were damaged. */
export function randomPayload(chance: Chance, most = 24_000): Buffer {
  const size = 1 + chance.next(chance.next(6) === 0 ? most : 600);
  let payload = pick(chance, [
    () => chance.bytes(size),
    () => Buffer.from(textOf(chance, size), 'utf8'),
    () =>
      Buffer.from((STUFF[chance.next(STUFF.length)] ?? '').repeat(1 + (size >> 2)), 'latin1').subarray(
        0,
        most,
      ),
    () => Buffer.concat([Buffer.from(STUFF[chance.next(STUFF.length)] ?? '', 'latin1'), chance.bytes(size)]),
    () => Buffer.from(JSON.stringify(nested(chance, 4))),
  ])();
  for (let dresses = chance.next(4); dresses > 0 && payload.length < 4000; dresses--) {
    const dress = ENCODINGS[chance.next(ENCODINGS.length)];
    if (dress) payload = dressed(dress, payload);
    if (chance.next(3) === 0) payload = damage(chance, payload);
  }

  return payload.subarray(0, most * 2);
}

/** A HAR with such payloads wherever one may stand, which is then damaged as text or as data. */
export function brokenHar(chance: Chance): Buffer {
  const entries = Array.from({ length: 1 + chance.next(3) }, () => entryOf(chance));
  const har = {
    log: { version: '1.2', creator: { name: 'fuzz' }, entries, _tlsErrors: [{ hostname: nameOf(chance) }] },
  };
  for (let changes = chance.next(3); changes > 0; changes--) changeValue(chance, har);
  let text = JSON.stringify(har);
  if (chance.next(5) === 0)
    text = text.replace(/\d+/, pick(chance, ['1e999', '-1e999', '9'.repeat(400), '-0', '1E+', '0x10']));
  if (chance.next(12) === 0) text = text.replace('"entries"', '"\\u0065ntries"');
  if (chance.next(12) === 0) text = text.replace('[', '['.repeat(1 + chance.next(20_000)));
  const bytes = Buffer.from(text);
  if (chance.next(25) === 0)
    return pick(chance, [
      gzipSync(bytes),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`),
    ]);

  return chance.next(3) === 0 ? damage(chance, bytes) : bytes;
}

/** Bytes changed, cut, put in, taken out or put twice. */
export function damage(chance: Chance, bytes: Buffer): Buffer {
  let damaged = bytes;
  for (let times = 1 + chance.next(4); times > 0 && damaged.length > 0; times--) {
    const at = chance.next(damaged.length);
    const to = Math.min(damaged.length, at + 1 + chance.next(40));
    damaged = pick(chance, [
      () => Buffer.concat([damaged.subarray(0, at), chance.bytes(to - at), damaged.subarray(to)]),
      () => damaged.subarray(0, Math.max(1, at)),
      () => Buffer.concat([damaged.subarray(0, at), chance.bytes(1 + chance.next(30)), damaged.subarray(at)]),
      () => Buffer.concat([damaged.subarray(0, at), damaged.subarray(to)]),
      () => Buffer.concat([damaged.subarray(0, to), damaged.subarray(at)]),
    ])();
  }

  return damaged;
}

function entryOf(chance: Chance): unknown {
  const text = (most: number) =>
    randomPayload(chance, most).toString(chance.next(2) === 0 ? 'latin1' : 'utf8');
  const isBinary = chance.next(3) > 0;
  const body = randomPayload(chance);

  return {
    startedDateTime: '2026-01-01T00:00:00.000Z',
    request: {
      method: pick(chance, ['POST', 'GET', 'CONNECT', '']),
      url: pick(chance, [
        `https://${nameOf(chance)}/${text(300)}?${text(300)}`,
        `https://x.test/up?d=${encodeURIComponent(chance.bytes(40).toString('base64'))}`,
        text(100),
      ]),
      headers: [
        {
          name: 'Content-Type',
          value: pick(chance, [
            'application/json',
            'application/x-www-form-urlencoded',
            'multipart/form-data; boundary=x',
            text(40),
          ]),
        },
        { name: 'Content-Encoding', value: pick(chance, ['gzip', 'br', 'zstd', 'deflate, gzip', 'x']) },
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
    _webSocketMessages: [{ type: 'send', opcode: 1 + chance.next(2), data: text(400) }],
  };
}

/** Puts a value of another kind somewhere in a tree. */
function changeValue(chance: Chance, root: object): void {
  let holder: Record<string, unknown> = root as Record<string, unknown>;
  for (let depth = 1 + chance.next(7); depth > 0; depth--) {
    const keys = Object.keys(holder);
    const key = keys[chance.next(keys.length || 1)];
    if (key === undefined) return;
    const below = holder[key];
    if (depth > 1 && typeof below === 'object' && below !== null) {
      holder = below as Record<string, unknown>;
      continue;
    }
    holder[key] = pick(chance, [
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
      nested(chance, 300),
      'x'.repeat(50_000),
      { toString: 1, length: -1 },
      [null, { name: null }],
    ]);

    return;
  }
}

function nested(chance: Chance, depth: number): unknown {
  if (depth === 0 || chance.next(40) === 0) return textOf(chance, 1 + chance.next(60));

  return chance.next(2) === 0
    ? [nested(chance, depth - 1)]
    : { [textOf(chance, 3)]: nested(chance, depth - 1) };
}

function nameOf(chance: Chance): string {
  return `${textOf(chance, 1 + chance.next(20), 1)}.${chance.bytes(8).toString('hex')}.test`;
}

function textOf(chance: Chance, size: number, alphabet = chance.next(ALPHABETS.length)): string {
  const letters = ALPHABETS[alphabet] ?? 'a';

  return Array.from({ length: size }, () => letters[chance.next(letters.length)]).join('');
}

/** Some dresses are for text alone, and say so. */
function dressed(dress: (data: Buffer) => Buffer, payload: Buffer): Buffer {
  try {
    return dress(payload);
  } catch {
    return payload; // Not for these bytes.
  }
}

function pick<T>(chance: Chance, among: readonly T[]): T {
  // There is always something to pick from, and it may be undefined.
  return among[chance.next(among.length)] as T;
}
