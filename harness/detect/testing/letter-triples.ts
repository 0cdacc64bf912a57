import { readFileSync } from 'node:fs';
import { LEVELS } from '../match/letter-triples.ts';

/**
 * Counts how often a letter follows two others in word lists, and prints the table of `match/letter-triples.ts`:
 * `node --import tsx harness/detect/testing/letter-triples.ts 4:/usr/share/dict/american-english 1:/usr/share/dict/french`.
 * A number before a list is its weight. Each list counts the same per weight, however long it is. Syllables of Pinyin and
 * of romanized Japanese are added.
 */
export function letterTriples(lists: readonly { words: readonly string[]; weight: number }[]): Buffer {
  const counts = [1, 2, 3].map((length) => new Float64Array(27 ** length));
  for (const { words, weight } of lists)
    for (const word of words) {
      let context = 0;
      for (const letter of word) {
        const triple = context * 27 + letter.charCodeAt(0) - 96;
        for (const [at, count] of counts.entries()) {
          const index = triple % 27 ** (at + 1);
          count[index] = (count[index] ?? 0) + weight / words.length;
        }
        context = triple % 27 ** 2;
      }
    }
  const chances = counts.reduce<Float64Array>(smoothed, new Float64Array(1).fill(1 / 26));

  return packed(
    Array.from({ length: 27 ** 2 * 26 }, (_, at) =>
      levelOf(-Math.log2(chances[((at / 26) | 0) * 27 + (at % 26) + 1] ?? 1)),
    ),
  );
}

/** Occurrences that the shorter context counts for, as a share of one list's words. */
const SMOOTHING = 20 / 30_000;

/** The chance of each letter after a context, mixed with its chance after the shorter context. */
function smoothed(shorter: Float64Array, counts: Float64Array): Float64Array {
  return counts.map((count, at) => {
    const first = at - (at % 27);
    const total = counts.subarray(first + 1, first + 27).reduce((sum, each) => sum + each, 0);

    return (count + SMOOTHING * (shorter[at % shorter.length] ?? 0)) / (total + SMOOTHING);
  });
}

function levelOf(bits: number): number {
  const distances = LEVELS.map((level) => Math.abs(level - bits));

  return distances.indexOf(Math.min(...distances));
}

/** Three bits for each level. */
function packed(levels: readonly number[]): Buffer {
  const bits = levels.map((level) => level.toString(2).padStart(3, '0')).join('');

  return Buffer.from(bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? []);
}

/** Words in ASCII letters without diacritics, as in addresses. Takes plain lists and Hunspell's `.dic` files. */
function wordsOf(file: string): string[] {
  const words = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) =>
      line
        .replace(/[/\t'].*/, '')
        .toLowerCase()
        .normalize('NFD')
        .replaceAll(/\p{M}/gu, '')
        .replaceAll(/[ßłøæđı]/g, (letter) => ASCII[letter] ?? ''),
    );

  return [...new Set(words)].filter((word) => /^[a-z]{3,}$/.test(word));
}

const ASCII: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', đ: 'd', ı: 'i' };
const PINYIN = syllables(
  ' b p m f d t n l g k h j q x zh ch sh r z c s y w',
  'a o e i u ai ei ao ou an en ang eng ong ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang',
);
const ROMAJI = syllables(
  ' k s t n h m y r w g z d b p sh ch ts j ky ry kk tt ss',
  'a i u e o ou uu an en in',
);

function syllables(starts: string, ends: string): string[] {
  const all = starts.split(' ').flatMap((start) => ends.split(' ').map((end) => start + end));

  return all.flatMap((first) => all.map((second) => first + second));
}

if (process.argv[1] === import.meta.filename) {
  const lists = process.argv.slice(2).map((argument) => {
    const [, weight = '', file = ''] = /^(\d+):(.*)$/.exec(argument) ?? [];

    return { words: wordsOf(file), weight: Number(weight) };
  });
  const table = letterTriples([...lists, { words: PINYIN, weight: 1 }, { words: ROMAJI, weight: 0.5 }]);
  for (const row of table.toString('base64').match(/.{1,108}/g) ?? []) process.stdout.write(`  '${row}',\n`);
}
