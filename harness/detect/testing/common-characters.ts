/** The common part of a national standard: first bytes, ranges of second bytes, and the name of its encoding. */
const TABLES: readonly [
  from: number,
  to: number,
  second: readonly (readonly [number, number])[],
  encoding: string,
][] = [
  [0xb0, 0xd7, [[0xa1, 0xfe]], 'gb18030'],
  [
    0xa4,
    0xc6,
    [
      [0x40, 0x7e],
      [0xa1, 0xfe],
    ],
    'big5',
  ],
  [
    0x88,
    0x98,
    [
      [0x40, 0x7e],
      [0x80, 0xfc],
    ],
    'shift_jis',
  ],
  [0xb0, 0xc8, [[0xa1, 0xfe]], 'euc-kr'],
];

/**
 * The characters that GB 2312, Big5, JIS X 0208 and KS X 1001 list as common, decoded by Node. `node --import tsx
 * harness/detect/testing/common-characters.ts` prints the bitmap of `opaque/common-characters.ts`.
 */
export function commonCharacters(): string[] {
  return TABLES.flatMap(([from, to, second, encoding]) => {
    const bytes: number[] = [];
    for (let first = from; first <= to; first++)
      for (const [low, high] of second) for (let next = low; next <= high; next++) bytes.push(first, next);

    return [...new TextDecoder(encoding).decode(Uint8Array.from(bytes))];
  });
}

if (process.argv[1] === import.meta.filename) {
  const bits = Buffer.alloc(0x10000 / 8);
  for (const character of commonCharacters()) {
    const code = character.charCodeAt(0);
    bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
  }
  for (const [from, to] of [
    [0x4e00, 0xa000],
    [0xac00, 0xd7b0],
  ] as const)
    process.stdout.write(`${bits.subarray(from >> 3, to >> 3).toString('base64')}\n\n`);
}
