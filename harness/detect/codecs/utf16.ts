import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { rowsOf } from './words.ts';

const SEEN = 1024;
const RUNS: readonly (readonly [step: string, run: RegExp, more: RegExp])[] = [
  ['utf-16le', /(?:[\t\n\r -~]\0){8}/g, /[\t\n\r -~]\0/y],
  ['utf-16be', /(?:\0[\t\n\r -~]){8}/g, /\0[\t\n\r -~]/y],
];

/** UTF-16 in either byte order, recognized by its byte order mark or its zero bytes. */
export const utf16: Codec = {
  name: 'utf-16',
  kind: 'whole',
  reads: 'bytes',
  readsFormless: true,
  open({ content }) {
    if (content.length < 8 || content.isText) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const mark = bytes.readUInt16BE(0);
    const [even, odd] = zeroShares(bytes);
    const little = mark === 0xfffe || (odd >= 0.3 && even < 0.05);
    const big = mark === 0xfeff || (even >= 0.3 && odd < 0.05);
    if (little === big) return { layers: readUnmarked(bytes) };
    const read = decode(bytes, little);

    return {
      layers: [
        {
          step: little ? 'utf-16le' : 'utf-16be',
          content: read,
          offset: 0,
          sure: read.isText && even + odd >= 0.3,
        },
      ],
    };
  },
};

/** Runs of ASCII encoded as UTF-16 inside binary data. */
export const utf16Inside: Codec = {
  name: 'utf-16',
  kind: 'inside',
  reads: 'bytes',
  open({ content }) {
    if (content.length < 16 || content.isText || !content.text.includes('\0')) return NOTHING;
    const layers: Layer[] = [];
    for (const [step, run, more] of RUNS)
      for (const { from, to } of rowsOf(content.text, run, () => more))
        layers.push({
          step,
          content: Content.ofText(content.text.slice(from, to).replaceAll('\0', '')),
          offset: from,
          sure: false,
        });

    return { layers };
  },
};

/** Non-Latin scripts: the high bytes have few values, the low bytes many. */
function readUnmarked(bytes: Buffer): Layer[] {
  if (countDistinct(bytes, 0) > 4 && countDistinct(bytes, 1) > 4) return [];
  const head = bytes.subarray(0, SEEN & ~1);
  const [even, odd] = [
    new Set(head.filter((_, at) => at % 2 === 0)),
    new Set(head.filter((_, at) => at % 2 === 1)),
  ];
  const [smaller, larger] = [Math.min(even.size, odd.size), Math.max(even.size, odd.size)];
  if (smaller > 6 || larger < smaller * 2) return [];
  const read = decode(bytes, odd.size < even.size);

  return read.isText
    ? [{ step: odd.size < even.size ? 'utf-16le' : 'utf-16be', content: read, offset: 0, sure: false }]
    : [];
}

/** The number of different bytes at even or odd offsets of the first 24 bytes; counts to five at most. */
function countDistinct(bytes: Uint8Array, parity: number): number {
  const seen: number[] = [];
  for (let at = parity; at < Math.min(bytes.length, 24) && seen.length < 5; at += 2) {
    const byte = bytes[at] ?? 0;
    if (!seen.includes(byte)) seen.push(byte);
  }

  return seen.length;
}

function decode(bytes: Buffer, little: boolean): Content {
  const whole = bytes.subarray(0, bytes.length & ~1);
  const text = (little ? whole : Buffer.from(whole).swap16()).toString('utf16le').replace(/^\ufeff/, '');

  return Content.ofBytes(Buffer.from(text, 'utf8'));
}

/** The shares of zeros at even and at odd offsets. */
function zeroShares(bytes: Uint8Array): [number, number] {
  const seen = Math.min(bytes.length, SEEN) & ~1;
  const zeros: [number, number] = [0, 0];
  for (let at = 0; at < seen; at++) if (bytes[at] === 0) zeros[at % 2 === 0 ? 0 : 1]++;

  return [(zeros[0] * 2) / seen, (zeros[1] * 2) / seen];
}
