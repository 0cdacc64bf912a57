import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { LOWER_SET, UPPER_SET } from '../shape.ts';
import { layersOfElements, withoutList } from './elements.ts';

/** Characters. */
const [SHORTEST, LONGEST] = [24, 1 << 20];
/** Letters or marks. Fewer hold less than four bytes. */
const FEWEST = 32;
const FEWEST_MARKS = 12;
/** Letters of which the cases are judged together. */
const WINDOW = 64;
const STEP = WINDOW / 2;
/** The share of letters with another case than the one before. */
const SHARE_OF_TURNS = 0.3;
const CASE = 'case';
/** Characters that a reader does not see, and marks that do not combine with a letter to another letter. */
const INVISIBLE = new RegExp(
  [
    String.raw`[\u00ad\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]`,
    String.raw`[\u034f]`,
    String.raw`[\u17b4]`,
    String.raw`[\u17b5]`,
    String.raw`[\u180b-\u180f]`,
    String.raw`[\ufe00-\ufe0f]`,
    String.raw`[\u0300-\u036f]`,
    String.raw`[\u1ab0-\u1aff]`,
    String.raw`[\u1dc0-\u1dff]`,
    String.raw`[\u20d0-\u20ff]`,
    String.raw`[\ufe20-\ufe2f]`,
    String.raw`[\u{1d173}-\u{1d17a}]`,
    String.raw`[\u{e0000}-\u{e0fff}]`,
  ].join('|'),
  'u',
);
/** Invisible characters that people write: in emoji, in flags, and between letters of scripts that need them. */
const USUAL =
  /(?<=[\p{Extended_Pictographic}0-9#*])[\ufe0e\ufe0f]\u20e3?|\u200d(?=\p{Extended_Pictographic})|(?<=\u{1f3f4})[\u{e0020}-\u{e007e}]{1,6}\u{e007f}|(?<=[\u0590-\u109f\u1780-\u17ff])[\u200b-\u200f\u202a-\u202e\u2066-\u2069]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069](?=[\u0590-\u109f\u1780-\u17ff])|^\ufeff/gu;
const UNUSUAL_SPACE = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]| {2}/;
const LETTERS_ONLY = /(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])/g;
const LETTER = /\p{L}/u;
/** Words with letters of the Latin and of another alphabet. */
const MIXED_WORD =
  /[A-Za-z][\u0370-\u052f\u{1d400}-\u{1d7ff}\uff21-\uff5a]|[\u0370-\u052f\u{1d400}-\u{1d7ff}\uff21-\uff5a][A-Za-z]/gu;
const FEWEST_MIXED = 4;
/** Latin letters that have a twin in another alphabet, and letters of other alphabets. */
const TWIN = /[aceiopxysjhkABCEHIKMNOPSTXYZ]|[\u0370-\u052f\u{1d400}-\u{1d7ff}\uff21-\uff5a]/gu;

/**
 * Symbols that a text can hold besides its words: the case of letters, invisible characters and combining marks, unusual
 * spaces, and letters of another alphabet that look alike.
 */
export const hidden: Codec = {
  name: 'hidden',
  kind: 'inside',
  reads: 'text',
  readsHidden: true,
  open({ content }) {
    if (content.length < SHORTEST || content.length > LONGEST || !content.isText) return NOTHING;
    const { text, shape } = content;
    const elements: [name: string, elements: readonly string[]][] = [];
    if (shape.hasAny(UPPER_SET) && shape.hasAny(LOWER_SET)) elements.push(...casesIn(text));
    if (UNUSUAL_SPACE.test(text))
      elements.push(['spaces', spacesIn(text)], ['spaces', [...spacesIn(text).join('')]]);
    if (shape.isBeyondAscii) elements.push(...marksIn(text), ['alphabet', twinsIn(text)]);

    return {
      layers: elements.flatMap(([name, found], at) =>
        layersOf(name, found, name === CASE && elements[at - 1]?.[0] === CASE),
      ),
    };
  },
};

function layersOf(name: string, elements: readonly string[], isAgain: boolean): Layer[] {
  const layers = layersOfElements(name, elements, 0).map((layer) => ({ ...layer, step: `hidden:${name}` }));

  return isAgain ? layers.map(withoutList) : layers;
}

/**
 * The case of each letter of the words that have letters only, where cases alternate as in no written text. If they begin
 * to alternate behind other text, a byte can begin at any of the next eight letters.
 */
function casesIn(text: string): [name: string, elements: readonly string[]][] {
  if (!mayAlternate(text)) return [];
  const words = text.match(LETTERS_ONLY) ?? [];
  const letters = words.flatMap((word) => [...word].map((letter, at) => letterOf(letter, word[at - 1])));
  const starts = Array.from({ length: Math.ceil(letters.length / STEP) }, (_, at) => at * STEP);
  const alternating = starts.filter((from) => isAlternating(letters.slice(from, from + WINDOW)));
  const [first, last] = [alternating[0], alternating.at(-1)];
  if (first === undefined || last === undefined) return [];

  const cases = letters.slice(first, last + WINDOW).map(({ isUpper }) => (isUpper ? '1' : '0'));

  return Array.from({ length: first === 0 ? 1 : 8 }, (_, phase) => [CASE, cases.slice(phase)]);
}

/** A fast check whether cases may alternate in the words that have letters only. */
function mayAlternate(text: string): boolean {
  let letters = 0;
  let turns = 0;
  for (let at = 0; at < text.length; at++) {
    const from = at;
    let turnsOfWord = 0;
    let isOfLetters = true;
    let before = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const isCased = (code | 32) >= 0x61 && (code | 32) <= 0x7a;
      if (isCased) {
        if (before !== 0 && (code & 32) !== (before & 32)) turnsOfWord++;
        before = code;
      } else if (code >= 48 && code <= 57) isOfLetters = false;
      else break;
    }
    if (!isOfLetters) continue;
    letters += at - from;
    turns += turnsOfWord;
    if (letters >= FEWEST && turns >= FEWEST * SHARE_OF_TURNS) return true;
  }

  return false;
}

interface Letter {
  isUpper: boolean;
  /** Whether the letter before it in the same word has the other case. */
  isTurn: boolean;
}

function letterOf(letter: string, before: string | undefined): Letter {
  const isUpper = letter < 'a';

  return { isUpper, isTurn: before !== undefined && before < 'a' !== isUpper };
}

function isAlternating(letters: readonly Letter[]): boolean {
  const upper = letters.filter(({ isUpper }) => isUpper).length;
  const turns = letters.filter(({ isTurn }) => isTurn).length;

  return (
    letters.length >= FEWEST &&
    turns >= letters.length * SHARE_OF_TURNS &&
    Math.min(upper, letters.length - upper) >= letters.length * 0.2
  );
}

/** The spaces between words; in lines that begin with spaces, also those, if tabs and spaces begin them. */
function spacesIn(text: string): string[] {
  const between = text.match(/(?<=\S)[^\S\r\n]+/g) ?? [];
  const unusual = between.filter((space) => space !== ' ').join('').length;
  const before = text.match(/(?<=^|\n)[^\S\r\n]+/g) ?? [];
  const isMixed = before.some((space) => space.includes('\t')) && before.some((space) => space.includes(' '));

  return [...(unusual >= FEWEST_MARKS ? between : []), ...(isMixed ? before : [])];
}

/** The invisible characters in their order, and those after each visible character. */
function marksIn(text: string): [name: string, elements: readonly string[]][] {
  if (!INVISIBLE.test(text)) return [];
  const marks: string[] = [];
  const after: { character: string; marks: string }[] = [];
  for (const character of text.normalize('NFC').replaceAll(USUAL, '')) {
    if (!INVISIBLE.test(character)) after.push({ character, marks: '' });
    else {
      marks.push(character);
      const last = after.at(-1);
      if (last) last.marks += character;
    }
  }
  if (marks.length < FEWEST_MARKS) return [];
  const bytes = marks.map(byteOfMark);
  const isWritten = bytes.every((byte) => byte !== undefined);

  return [
    ...(isWritten ? [['invisible', bytes] as [string, string[]]] : []),
    ['invisible', marks],
    ['invisible', after.map(({ marks: each }) => each)],
    ['invisible', after.filter(({ character }) => LETTER.test(character)).map(({ marks: each }) => each)],
  ];
}

/** The character that a tag writes, or the byte that a variation selector writes. Source: Unicode, 23.4 and 23.9. */
function byteOfMark(mark: string): string | undefined {
  const code = mark.codePointAt(0) ?? 0;
  if (code >= 0xe0020 && code < 0xe0080) return String.fromCharCode(code - 0xe0000);
  if (code >= 0xfe00 && code <= 0xfe0f) return String.fromCharCode(code - 0xfe00);

  return code >= 0xe0100 && code <= 0xe01ef ? String.fromCharCode(code - 0xe0100 + 16) : undefined;
}

/** Whether each letter that has a twin is Latin, if words mix the alphabets. */
function twinsIn(text: string): string[] {
  if ((text.match(MIXED_WORD)?.length ?? 0) < FEWEST_MIXED) return [];
  const letters = text.match(TWIN) ?? [];

  return letters.length < FEWEST ? [] : letters.map((letter) => (letter < '\u0080' ? '0' : '1'));
}
