// A ZIP archive of one file (PKWARE APPNOTE 6.3.3: local header, central directory, end record), deflated.

const DEFLATED = 8;

/** @returns {Uint8Array} */
export function zipOf(browser, name, content) {
  const { utf8, deflate } = browser.codec;
  const data = utf8.encode(content);
  // A zlib stream is raw deflate between a header of 2 bytes and a checksum of 4.
  const packed = deflate.encode(data).slice(2, -4);
  const sizes = [crc32(data), packed.length, data.length].flatMap(uint32);
  // Version 2.0, no flags, deflated, 00:00:00 of 2024-01-01; a name without an extra field.
  const about = [20, 0, 0, 0, DEFLATED, 0, 0, 0, 0x21, 0x58, ...sizes, name.length, 0, 0, 0];
  const local = [0x50, 0x4b, 3, 4, ...about, ...utf8.encode(name), ...packed];
  const central = [0x50, 0x4b, 1, 2, 20, 0, ...about, ...new Uint8Array(14), ...utf8.encode(name)];
  const counts = [0, 0, 0, 0, 1, 0, 1, 0];
  const end = [0x50, 0x4b, 5, 6, ...counts, ...uint32(central.length), ...uint32(local.length), 0, 0];

  return Uint8Array.from([...local, ...central, ...end]);
}

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }

  return ~crc >>> 0;
}

function uint32(number) {
  return [0, 8, 16, 24].map((shift) => (number >>> shift) & 0xff);
}
