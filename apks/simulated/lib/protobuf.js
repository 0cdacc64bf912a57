// Protocol Buffers' wire format, as much of it as a metrics log needs. A message is a list of [field, value]: a string, a
// number (varint), 8 bytes (fixed64), or a message.

/** @returns {Uint8Array} */
export function encodeMessage(codec, fields) {
  const bytes = fields.flatMap(([field, value]) => encodeField(codec, field, value));

  return Uint8Array.from(bytes);
}

function encodeField(codec, field, value) {
  if (typeof value === 'number') return [...varint(field * 8), ...varint(value)];
  if (value instanceof Uint8Array && value.length === 8) return [...varint(field * 8 + 1), ...value];
  const bytes = typeof value === 'string' ? codec.utf8.encode(value) : encodeMessage(codec, value);

  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

function varint(number) {
  const bytes = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
