import { Cursor, NOT_OF_FORMAT, readOrNot } from '../codecs/cursor.ts';

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];
const HIGHEST_FIELD = 4096;

/**
 * The numbers of a protobuf message without a schema; undefined if the bytes are not a message. Numbers of 64 bits are
 * rounded.
 */
export function protobufNumbers(bytes: Uint8Array): { field: number; value: number }[] | undefined {
  return readOrNot(() => {
    const cursor = new Cursor(bytes);
    const numbers: { field: number; value: number }[] = [];
    while (!cursor.ended) {
      const tag = cursor.varint();
      const [field, wire] = [Math.floor(tag / 8), tag % 8];
      if (field < 1 || field > HIGHEST_FIELD) throw NOT_OF_FORMAT;
      if (wire === BYTES) cursor.take(cursor.varint());
      else if (wire === VARINT) numbers.push({ field, value: cursor.varint() });
      else if (wire === FIXED64) numbers.push({ field, value: cursor.uintLittle(8) });
      else if (wire === FIXED32) numbers.push({ field, value: cursor.uintLittle(4) });
      else throw NOT_OF_FORMAT;
    }

    return numbers;
  });
}
