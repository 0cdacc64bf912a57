import type { Content } from '../content.ts';
import { ODD } from '../shape.ts';
import { Automaton } from './automaton.ts';
import { createCharsetEncoders } from './charset-encoder.ts';

/** Recognizes words of needles in charsets other than UTF-8, so that only text with such a word is decoded. */
export interface CharsetWords {
  /** Whether a content may contain a word in one of the charsets. */
  mayMatch: (content: Content) => boolean;
  /** The charsets of the words that a content may contain, as in a chain: `charset:gb18030`. */
  steps: (content: Content) => string[];
}

/** Bytes. Shorter codes match by chance. */
const SHORTEST = 4;
const NOT_ASCII = /[^\u0000-\u007f]/;
/** Characters that texts in a seven-bit charset contain. */
const MARKS = /\u001b\$|\u000e|~\{|[+&]/;

/**
 * Undefined if all needles are ASCII, so that other canaries cost nothing.
 * @param needles texts in lower case
 * @param written texts as the sender may write them, for their upper case
 */
export function createCharsetWords(
  needles: readonly string[],
  written: readonly string[],
): CharsetWords | undefined {
  const texts = needles.filter((text) => NOT_ASCII.test(text));
  if (texts.length === 0) return undefined;
  const words = new Map<string, string>();
  for (const text of texts) {
    const word = longestWord(text);
    if (!words.has(word)) words.set(word, text);
  }
  let finders: Finder[] | undefined;
  const findersOf = () => (finders ??= createFinders([...words], written.flatMap(wordsOf)));
  let all: { eightBit: Automaton; sevenBit: Automaton } | undefined;
  const allOf = () =>
    (all ??= {
      eightBit: new Automaton(findersOf().flatMap((each) => (each.isSevenBit ? [] : each.codes))),
      sevenBit: new Automaton(findersOf().flatMap((each) => (each.isSevenBit ? each.codes : []))),
    });

  return {
    mayMatch(content) {
      if (content.shape.hasAny(ODD) && allOf().eightBit.inBytes(content.bytes)) return true;

      return MARKS.test(content.text) && allOf().sevenBit.inBytes(content.bytes);
    },
    steps: (content) =>
      findersOf()
        .filter(({ automaton, mark }) => content.text.includes(mark) && automaton().inBytes(content.bytes))
        .map(({ step }) => step),
  };
}

/** The codes of all words in one charset. */
interface Finder {
  step: string;
  isSevenBit: boolean;
  mark: string;
  codes: Buffer[];
  automaton(): Automaton;
}

function createFinders(words: readonly [word: string, text: string][], written: readonly string[]): Finder[] {
  const spellings = words.map(([word, text]) => [spellingsOf(word), spellingsOf(text)] as const);
  const asWritten = written.filter((word) => NOT_ASCII.test(word));
  const encoders = createCharsetEncoders(new Set([...spellings.flat(2), ...asWritten].join('')));

  return encoders.flatMap(({ charset, encode }): Finder[] => {
    const isSevenBit = charset.mark !== undefined;
    const codes = [
      ...spellings.flatMap(([word, text]) => {
        const short = word.flatMap(encode);

        const isLong = short.length > 0 && short.every(({ length }) => length >= SHORTEST);

        return isLong ? short : text.flatMap(encode);
      }),
      ...asWritten.flatMap(encode).filter(({ length }) => length >= SHORTEST),
    ].flatMap((code) => (isSevenBit ? [code] : [code, Buffer.from(code.toString('latin1'), 'utf8')]));
    if (codes.length === 0) return [];
    let automaton: Automaton | undefined;

    return [
      {
        step: `charset:${charset.name}`,
        isSevenBit,
        mark: charset.mark ?? '',
        codes,
        automaton: () => (automaton ??= new Automaton(codes)),
      },
    ];
  });
}

/** In lower case, upper case and with a capital first letter. */
function spellingsOf(text: string): string[] {
  const [first = ''] = text;

  return [...new Set([text, text.toUpperCase(), first.toUpperCase() + text.slice(first.length)])];
}

/** The longest word that is not ASCII. */
function longestWord(text: string): string {
  return wordsOf(text)
    .filter((word) => NOT_ASCII.test(word))
    .reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}
