import { decodePng, encodePng } from '../screens/png.ts';

const CHANNELS = 4;

/**
 * A PNG of exactly the size: cut or padded with white at the right and at the bottom. Versions of Chromium round the size of a
 * screenshot differently where a CSS pixel is no whole number of pixels.
 */
export function fitPng(png: Buffer, size: { width: number; height: number }): Buffer {
  if (png.readUInt32BE(16) === size.width && png.readUInt32BE(20) === size.height) return png;
  const picture = decodePng(png);
  const pixels = new Uint8Array(size.width * size.height * CHANNELS).fill(255);
  const rowBytes = Math.min(picture.width, size.width) * CHANNELS;
  for (let y = 0; y < Math.min(picture.height, size.height); y++) {
    const start = y * picture.width * CHANNELS;
    pixels.set(picture.pixels.subarray(start, start + rowBytes), y * size.width * CHANNELS);
  }

  return encodePng({ width: size.width, height: size.height, pixels });
}
