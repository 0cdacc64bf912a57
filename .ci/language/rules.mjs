/** @typedef {import('./source.mjs').Text} Text */
/** @typedef {{ id: string, pattern: string, instead: string, hits: string[], spares: string[] }} Construction */
/** @typedef {{ rule: string, excerpt: string, instead: string }} Fault */

/** Words in a sentence. */
export const LONGEST_SENTENCE = 30;
/** Nouns that are counted, in the plural: whatever is inserted before them is a number. */
const COUNTED =
  'apps|attempts|bytes|canaries|cases|characters|commands|connections|entries|events|exchanges|files|findings|handsets|hosts|identities|keys|kinds|lines|messages|minutes|packets|parts|places|questions|reasons|recipients|releases|requests|rows|runs|scenarios|seconds|tests|values|visits|words';
/** The source of an expression that gives a number. */
const NUMBER =
  /\.(length|size)\b|\b(count|counts|total|number|amount|many|left|more|others|rest)\b|(Count|Total|Number)\b|\b(round|floor|ceil|toFixed)\(/i;

/**
 * What is wrong with a text.
 * @param {Text} text
 * @param {readonly Construction[]} constructions
 * @returns {Fault[]}
 */
export function faultsOf(text, constructions) {
  const prose = proseOf(text.text);
  if (!/\p{L}{2,}[ ,.:;]+\p{L}/u.test(prose) && !prose.includes('{}')) return [];

  return [
    ...(isMarkupOrCode(text.text) ? [] : longSentences(prose)),
    ...constructions.flatMap((construction) => matchesOf(prose, construction)),
    ...fixedPlurals(text),
  ];
}

/**
 * Pages, scripts, style sheets and listings in a string are not sentences.
 * @param {string} text
 */
function isMarkupOrCode(text) {
  return /^\s*<|[;{}]\s*$|=>|^\w+=/m.test(text);
}

/**
 * Code and links in a text are no prose: each counts as one word.
 * @param {string} text
 */
function proseOf(text) {
  return text
    .replaceAll(/`[^`]*`/g, 'CODE')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .replaceAll(/https?:\/\/\S+/g, 'LINK');
}

/**
 * @param {string} prose
 * @returns {Fault[]}
 */
function longSentences(prose) {
  return sentencesOf(prose).flatMap((sentence) => {
    const words = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]|\{\}/u.test(word)).length;

    return words > LONGEST_SENTENCE
      ? [{ rule: 'long', excerpt: sentence, instead: `${words} words; ${LONGEST_SENTENCE} at most` }]
      : [];
  });
}

/**
 * Ends of sentences are stops before a space and a capital or an inserted value, and empty lines. A line that begins with a
 * mark of a list begins a sentence.
 * @param {string} prose
 */
function sentencesOf(prose) {
  return prose
    .split(
      /(?<=[.!?]["')\]*]*)(?<!\b(?:e\.g|i\.e|etc|vs)\.)\s+(?=[\p{Lu}{`"'([*\d])|\n\s*\n|\n\s*(?=[-*] )|(?<=:)\s*\n/u,
    )
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim());
}

/**
 * @param {string} prose
 * @param {Construction} construction
 * @returns {Fault[]}
 */
function matchesOf(prose, { id, pattern, instead }) {
  const line = prose.replaceAll(/\s+/g, ' ');

  return [...line.matchAll(new RegExp(pattern, 'gi'))].map(({ 0: found, index }) => ({
    rule: id,
    excerpt: around(line, index, found.length),
    instead,
  }));
}

/**
 * A number that is inserted before a noun in the plural: it reads "1 cases" when the number is 1.
 * @param {Text} text
 * @returns {Fault[]}
 */
function fixedPlurals({ text, inserted }) {
  return [...text.matchAll(/\{\}/g)].flatMap(({ index }, order) => {
    const after = text.slice(index + 2);
    const noun = /^ (?:(?:more|other|further|new|known|short|such) )?(\w+s)\b/.exec(after)?.[1];
    if (noun === undefined) return [];
    const isCounted = new RegExp(`^(${COUNTED})$`).test(noun);
    const isNumber = NUMBER.test(inserted[order] ?? '');
    const isUnit = /^(is|was|has|does|as|ms|this|its|us)$/.test(noun);
    const isChosen = /===? 1\b|\bcounted\(/.test(inserted[order] ?? '');
    if (isUnit || isChosen || !(isCounted || isNumber)) return [];

    return [
      {
        rule: 'plural',
        excerpt: around(text, index, noun.length + 3),
        instead: `the number 1 gives "1 ${noun}": use counted() from harness/model/counted.ts`,
      },
    ];
  });
}

/**
 * @param {string} text
 * @param {number} index
 * @param {number} length
 */
function around(text, index, length) {
  return text.slice(Math.max(0, index - 30), index + length + 30).replaceAll(/\s+/g, ' ');
}
