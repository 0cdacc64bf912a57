/** Chinese, Japanese and Korean characters: each holds 13 to 14 bits where all are equally likely. */
const IDEOGRAPHS = /[\u3400-\u9fff\uac00-\ud7a3]/g;
const FEWEST = 12;
/** People's texts have hardly one in thirty that is in no table of common ones, random ones six in ten and more. */
const RARE = 0.3;
/** Signs that stand for bytes as braille or emoji do: nobody writes so many different ones in a row. */
const SIGNS = /[\u2800-\u28ff\u{1f300}-\u{1f6ff}]/gu;
const FEWEST_SIGNS = 24;

/** Bits that each UTF-16 unit of a word holds, where it is written in characters that no people writes so; else 0. */
export function rareBitsOf(word: string): number {
  const ideographs = word.match(IDEOGRAPHS) ?? [];
  common ??= commonCharacters();
  const rare = ideographs.filter((character) => !common?.has(character)).length;
  if (ideographs.length >= FEWEST && rare >= ideographs.length * RARE) return 12;
  const signs = word.match(SIGNS) ?? [];

  return signs.length >= FEWEST_SIGNS && new Set(signs).size >= signs.length * 0.5 ? 4 : 0;
}

let common: ReadonlySet<string> | undefined;

/** First bytes of the common part of a national table, its second bytes, and its name. Sources: GB 2312, Big5, JIS X 0208, KS X 1001. */
const TABLES: readonly [
  from: number,
  to: number,
  second: readonly (readonly [number, number])[],
  name: string,
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

/** Some 9,600 characters. */
function commonCharacters(): Set<string> {
  return new Set(
    TABLES.flatMap(([from, to, second, name]) => {
      const bytes: number[] = [];
      for (let first = from; first <= to; first++)
        for (const [low, high] of second) for (let next = low; next <= high; next++) bytes.push(first, next);

      return [...new TextDecoder(name).decode(Uint8Array.from(bytes))];
    }),
  );
}
