// CityHash64 (version 1.1) of texts of 17 to 64 bytes: a host is no longer.

const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

// BigInt.asUintN(64, ...) gives negative numbers in the QuickJS of the simulated handset.
const u64 = (number) => number & 0xffffffffffffffffn;
const rotate = (number, by) => u64((number >> by) | (number << (64n - by)));
const mixed = (number) => number ^ (number >> 47n);
const swapped = (number) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, u64(number), true);

  return view.getBigUint64(0);
};

/** @returns {bigint} */
export function cityHash64(bytes) {
  if (bytes.length < 17 || bytes.length > 64) throw new RangeError(`${bytes.length} bytes`);
  const view = new DataView(bytes.slice().buffer);
  /** 8 bytes as a number; a negative position counts from the end. */
  const word = (at) => view.getBigUint64(at < 0 ? bytes.length + at : at, true);
  const multiplier = u64(K2 + BigInt(bytes.length) * 2n);

  return bytes.length <= 32 ? hashShort(word, multiplier) : hashLong(word, multiplier);
}

function hashShort(word, multiplier) {
  const a = u64(word(0) * K1);
  const b = word(8);
  const c = u64(word(-8) * multiplier);
  const d = u64(word(-16) * K2);
  const first = u64(rotate(u64(a + b), 43n) + rotate(c, 30n) + d);
  const second = u64(a + rotate(u64(b + K2), 18n) + c);
  const half = mixed(u64((first ^ second) * multiplier));

  return u64(mixed(u64((second ^ half) * multiplier)) * multiplier);
}

function hashLong(word, multiplier) {
  const a = u64(word(0) * K2);
  const b = word(8);
  const c = word(-24);
  const d = word(-32);
  const e = u64(word(16) * K2);
  const f = u64(word(24) * 9n);
  const g = word(-8);
  const h = u64(word(-16) * multiplier);
  const u = u64(rotate(u64(a + g), 43n) + (rotate(b, 30n) + c) * 9n);
  const v = u64((u64(a + g) ^ d) + f + 1n);
  const w = u64(swapped((u + v) * multiplier) + h);
  const x = u64(rotate(u64(e + f), 42n) + c);
  const y = u64((swapped((v + w) * multiplier) + g) * multiplier);
  const z = u64(e + f + c);
  const first = u64(swapped((x + z) * multiplier + y) + b);
  const second = u64(mixed(u64((z + first) * multiplier + d + h)) * multiplier);

  return u64(second + x);
}
