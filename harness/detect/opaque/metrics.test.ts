import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createRandomBytes } from '../testing/random.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

type Field = [field: number, value: string | number | Buffer | Field[]];

describe('usage statistics of a browser', () => {
  it('are decoded completely, with any numbers in them', () => {
    const randomBytes = createRandomBytes(5);
    for (let at = 0; at < 300; at++) {
      const actions = Array.from(
        { length: 1 + (at % 9) },
        (): Field => [
          4,
          [
            [1, randomBytes(8)],
            [2, 1_700_000_000 + at * 977],
          ],
        ],
      );
      const log = message([[1, randomBytes(8)], [2, at % 40], [3, SYSTEM], ...actions]);
      const headers: [string, string][] = [
        ['Content-Type', 'application/vnd.chrome.uma'],
        ['Content-Encoding', 'gzip'],
      ];
      assert.deepEqual(
        scanOf([], exchangeOf({ headers, body: gzipSync(log) })).opaque,
        [],
        log.toString('hex'),
      );
    }
  });
});

/** The system profile of ChromeUserMetricsExtension, with the fields that a phone sets. */
const SYSTEM: Field[] = [
  [2, '120.0.6099.43-64'],
  [4, 'en-US'],
  [
    5,
    [
      [1, 'Android'],
      [2, '13'],
    ],
  ],
];

/** Encodes protobuf: a number as a varint, bytes as a fixed64, a list as a message. */
function message(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === 'number') return Buffer.concat([varint(field * 8), varint(value)]);
      if (Buffer.isBuffer(value)) return Buffer.concat([varint(field * 8 + 1), value]);
      const bytes = typeof value === 'string' ? Buffer.from(value) : message(value);

      return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
    }),
  );
}

function varint(number: number): Buffer {
  const bytes: number[] = [];
  let rest = number;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);

  return Buffer.from([...bytes, rest]);
}
