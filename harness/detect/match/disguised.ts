import type { SearchText } from './search-text.ts';

/** Characters. Shorter words occur reversed or rotated in other words by chance. */
const SHORTEST = 8;
/** Positions of a word in a group of three bytes; its base64 characters depend on them. */
const STARTS = [0, 1, 2];

/** Needles' words after a disguise. They are found even without a URL around them. */
export interface DisguisedWords {
  /** The disguise of each word, as in a chain: `reverse`, `rot:13`. */
  steps: ReadonlyMap<string, string>;
  /**
   * Base64 of the words, in lower case. A text with one of these must be decoded, so a cheap pre-check must not reject
   * it.
   */
  triggers: readonly string[];
}

/** The disguises of every needle's word that is too rare to occur by chance. In lower case, as needles are. */
export function disguisedWordsOf(
  words: readonly { word: string; strength: SearchText['strength'] }[],
): DisguisedWords {
  const steps = new Map<string, string>();
  const triggers = new Set<string>();
  const existing = new Set(words.map(({ word }) => word));
  for (const { word, strength } of words) {
    if (strength !== 'certain' || !/^[a-z0-9]+$/.test(word) || word.length < SHORTEST) continue;
    for (const [step, disguised] of [
      ['reverse', [...word].toReversed().join('')],
      ['rot:13', rot13(word)],
    ] as const)
      if (!existing.has(disguised) && !steps.has(disguised)) steps.set(disguised, step);
    for (const start of STARTS) triggers.add(base64Of(word, start).toLowerCase());
  }

  return { steps, triggers: [...triggers] };
}

function rot13(word: string): string {
  return word.replaceAll(/[a-z]/g, (letter) =>
    String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + 13) % 26)),
  );
}

/**
 * The base64 characters of a word that do not depend on its surroundings. The word begins at `start` in a group of
 * three bytes.
 */
function base64Of(word: string, start: number): string {
  const encoded = Buffer.from('\0'.repeat(start) + word)
    .toString('base64')
    .replaceAll('=', '');
  const first = Math.ceil((start * 8) / 6);
  const last = Math.floor(((start + word.length) * 8) / 6);

  return encoded.slice(first, last);
}
