import assert from 'node:assert/strict';
import { decodePng, encodePng } from '../screens/png.ts';
import { fitPng } from './fit-png.ts';

describe('a screenshot of the web engine', () => {
  /** Each pixel holds its place: red is the column, green the row. */
  const picture = (width: number, height: number) =>
    encodePng({
      width,
      height,
      pixels: Uint8Array.from(
        Array.from({ length: width * height }, (_, at) => [
          at % width,
          Math.floor(at / width),
          0,
          255,
        ]).flat(),
      ),
    });
  const size = { width: 6, height: 4 };
  const WHITE = [255, 255, 255, 255];

  for (const [name, width, height] of [
    ['two pixels short each way, as Chromium 150 gives it', 4, 2],
    ['a pixel too large each way', 7, 5],
    ['too wide and too low', 8, 3],
    ['too narrow and too high', 3, 9],
  ] as const) {
    it(`gets its size without moving a pixel: ${name}`, () => {
      const fitted = decodePng(fitPng(picture(width, height), size));

      assert.deepEqual([fitted.width, fitted.height], [size.width, size.height]);
      for (let y = 0; y < size.height; y++)
        for (let x = 0; x < size.width; x++) {
          const at = (y * size.width + x) * 4;
          assert.deepEqual(
            [...fitted.pixels.subarray(at, at + 4)],
            x < width && y < height ? [x, y, 0, 255] : WHITE,
            `${x}, ${y}`,
          );
        }
    });
  }

  it('is unchanged if its size is right', () => {
    const png = picture(size.width, size.height);

    assert.equal(fitPng(png, size), png);
  });
});
