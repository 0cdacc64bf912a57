import type { SearchText } from './search-texts.ts';

/** Words shorter than this are read backwards or rotated in other words now and then. */
const SHORTEST = 8;
/** How many whole characters of base64 a word gives, wherever it begins among them. */
const STARTS = [0, 1, 2];

/** Words that no canary has and that one becomes when it is disguised, without a URL around it to tell the disguise by. */
export interface DisguisedWords {
  /** The disguise, as a chain names it, by the word: `reverse`, `rot:13`. */
  steps: ReadonlyMap<string, string>;
  /** Words that stand where a codec is about to open something, so that no gate may close before it: base64. */
  triggers: readonly string[];
}

/** The disguises of every needle's word that is too rare to be met by chance, in lower case as needles are. */
export function disguisedWordsOf(
  words: readonly { word: string; strength: SearchText['strength'] }[],
): DisguisedWords {
  const steps = new Map<string, string>();
  const triggers = new Set<string>();
  const known = new Set(words.map(({ word }) => word));
  for (const { word, strength } of words) {
    if (strength !== 'certain' || !/^[a-z0-9]+$/.test(word) || word.length < SHORTEST) continue;
    for (const [step, disguised] of [
      ['reverse', [...word].toReversed().join('')],
      ['rot:13', rot13(word)],
    ] as const)
      if (!known.has(disguised) && !steps.has(disguised)) steps.set(disguised, step);
    for (const start of STARTS) triggers.add(base64Of(word, start).toLowerCase());
  }

  return { steps, triggers: [...triggers] };
}

function rot13(word: string): string {
  return word.replaceAll(/[a-z]/g, (letter) =>
    String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + 13) % 26)),
  );
}

/** What a word gives in base64 whatever stands around it, where it begins with the given byte of a group of three. */
function base64Of(word: string, start: number): string {
  const encoded = Buffer.from('\0'.repeat(start) + word)
    .toString('base64')
    .replaceAll('=', '');
  const first = Math.ceil((start * 8) / 6);
  const last = Math.floor(((start + word.length) * 8) / 6);

  return encoded.slice(first, last);
}
