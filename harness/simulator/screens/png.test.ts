import assert from 'node:assert/strict';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { cropPng, decodePng, encodePng } from './png.ts';

describe('pictures', () => {
  it('are unchanged after being written and read', () => {
    const pictures = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([width, height]) =>
        fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          pixels: fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 }),
        }),
      );
    fc.assert(
      fc.property(pictures, (picture) => {
        assert.deepEqual(decodePng(encodePng(picture)), { ...picture });
      }),
    );
  });

  /** Two rows of two RGB pixels, each row behind the number of its filter. */
  const filtered: [name: string, rows: number[], pixels: number[]][] = [
    ['none', [0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['sub', [1, 1, 2, 3, 3, 3, 3, 1, 7, 8, 9, 3, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['up', [2, 1, 2, 3, 4, 5, 6, 2, 6, 6, 6, 6, 6, 6], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['average', [0, 1, 2, 3, 4, 5, 6, 3, 7, 7, 8, 5, 5, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ['paeth', [0, 1, 2, 3, 4, 5, 6, 4, 6, 6, 6, 3, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ];
  for (const [name, rows, pixels] of filtered)
    it(`are read with filter '${name}'`, () => {
      const { pixels: read } = decodePng(rgbPng(2, 2, rows));
      const rgb = [...read].filter((_, index) => index % 4 !== 3);

      assert.deepEqual(rgb, pixels);
    });

  it('are cropped to a rectangle', () => {
    const pixels = Uint8Array.from([1, 1, 1, 255, 2, 2, 2, 255, 3, 3, 3, 255, 4, 4, 4, 255]);
    const png = encodePng({ width: 2, height: 2, pixels });

    assert.deepEqual(decodePng(cropPng(png, { left: 1, top: 0, right: 2, bottom: 2 })), {
      width: 1,
      height: 2,
      pixels: Uint8Array.from([2, 2, 2, 255, 4, 4, 4, 255]),
    });
  });

  it('are refused in an unsupported format', () => {
    assert.throws(() => decodePng(Buffer.from('GIF89a..')), /not a PNG/);
    assert.throws(() => decodePng(rgbPng(1, 1, [0, 1, 2, 3], 16)), /depth 16/);
  });
});

function rgbPng(width: number, height: number, rows: number[], depth = 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);

    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };

  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
