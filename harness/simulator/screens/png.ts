import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { Rect } from './node.ts';

/** An image of 8-bit RGBA pixels, row by row. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHANNELS = 4;

export function encodePng({ width, height, pixels }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const stride = width * CHANNELS;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);

  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Reads a PNG as Chromium writes it: 8-bit RGB or RGBA, not interlaced. Throws for any other. */
export function decodePng(png: Buffer): Picture {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('the image is not a PNG');
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, colour, , , interlace] = png.subarray(24, 29);
  const channels = colour === 6 ? 4 : colour === 2 ? 3 : 0;
  if (depth !== 8 || channels === 0 || interlace !== 0)
    throw new Error(
      `cannot read a PNG with bit depth ${depth}, colour type ${colour} and interlace method ${interlace}`,
    );
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);

  return { width, height, pixels: channels === CHANNELS ? raw : withAlpha(raw, width * height) };
}

/** Crops a PNG to a rectangle. */
export function cropPng(png: Buffer, { left, top, right, bottom }: Rect): Buffer {
  const { width, pixels } = decodePng(png);
  const from = { x: Math.round(left), y: Math.round(top) };
  const size = { width: Math.round(right) - from.x, height: Math.round(bottom) - from.y };
  const cut = new Uint8Array(size.width * size.height * CHANNELS);
  for (let y = 0; y < size.height; y++) {
    const start = ((from.y + y) * width + from.x) * CHANNELS;
    cut.set(pixels.subarray(start, start + size.width * CHANNELS), y * size.width * CHANNELS);
  }

  return encodePng({ ...size, pixels: cut });
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);

  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Reverses the filter of each row (PNG specification, section 9). */
function unfilter(filtered: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)] ?? 0;
    const source = y * (stride + 1) + 1;
    const row = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? (out[row + x - channels] ?? 0) : 0;
      const up = y > 0 ? (out[row + x - stride] ?? 0) : 0;
      const upLeft = y > 0 && x >= channels ? (out[row + x - stride - channels] ?? 0) : 0;
      out[row + x] = (filtered[source + x] ?? 0) + predict(filter, left, up, upLeft);
    }
  }

  return out;
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter === 4) return paeth(left, up, upLeft);

  return 0;
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;

  return toUp <= toUpLeft ? up : upLeft;
}

function withAlpha(rgb: Uint8Array, count: number): Uint8Array {
  const rgba = new Uint8Array(count * CHANNELS).fill(255);
  for (let index = 0; index < count; index++)
    rgba.set(rgb.subarray(index * 3, index * 3 + 3), index * CHANNELS);

  return rgba;
}
