import type { Codec, Layer } from '../codec.ts';
import { excerptOf } from '../excerpt.ts';
import type { Matcher } from '../match/matcher.ts';
import type { Part } from '../parts.ts';
import { type PartSearch, type Reached, type SearchContext, searchFrom, type Sighting } from '../search.ts';
import type { AlphabetSearch, Recognized } from './alphabet-search.ts';
import { hasEscapeOfLetters, letters } from './letters.ts';
import { shifted } from './shifts.ts';

/** Characters. A longer layer with named parts is searched in its parts. */
const LONGEST_STRUCTURE = 1024;

/**
 * Searches the layers that were reached for canaries in alphabets that only the sender knows, with shifted letters, and without
 * their digits. Canaries that were already found in the same part are left out. Decoded text is searched further, and its source is marked as opened.
 */
export function searchAlphabets(
  searched: readonly (PartSearch & { part: Part })[],
  alphabets: AlphabetSearch,
  context: SearchContext,
): (PartSearch & { part: Part })[] {
  return searched.flatMap(({ part, reached, sightings }) => {
    const skip = new Set(context.skip);
    for (const { canary, confidence } of sightings) if (confidence === 'certain') skip.add(canary);

    const layers = [...reached.filter(isLeaf), ...reached.filter(isShortStructure)];
    const searches: (PartSearch & { part: Part })[] = [];
    const searchFurther = (layer: Reached, codec: Codec, decoded: Layer) => {
      for (const each of reached) if (isOrContains(layer, each)) each.opened = true;

      return { ...searchFrom(layer.child(codec, decoded), context), part };
    };
    for (const layer of layers)
      for (const { canary, codec, layer: decoded, confidence } of recognizedIn(layer, alphabets, skip)) {
        skip.add(canary);
        const search = searchFurther(layer, codec, decoded);
        searches.push({
          ...search,
          sightings: search.sightings.map((sighting) =>
            confidence === 'certain' ? sighting : { ...sighting, confidence },
          ),
        });
      }
    for (const layer of layers)
      for (const decoded of alphabets.unshift(layer.content)) {
        const hits = context.matcher.matchPlainly(decoded.content, skip);
        if (hits.length === 0) continue;
        for (const { canary, confidence } of hits) if (confidence === 'certain') skip.add(canary);
        searches.push(searchFurther(layer, shifted, decoded));
      }
    const inLetters: Sighting[] = [];
    for (const layer of [...layers, ...reached.filter(isOpenedWithEscapes)])
      for (const each of alphabets.lettersOf(layer.content))
        inLetters.push(...sightingsInLetters(layer, each, context.matcher, skip));

    return [...searches, { part, reached: [], exhausted: false, sightings: inLetters }];
  });
}

/** Steps that replace each symbol by another, or reverse their order. */
const KEEPS_PATTERN = /^(?:reverse|rot:\d+|xor:[0-9a-f]{2})$/;

/**
 * The canaries that are recognized in a layer. Before a step that keeps the pattern of its symbols, they must be recognized
 * too: there, text that nearly is a canary counts as plain, but after a wrong step it reads like a private alphabet.
 */
function recognizedIn(layer: Reached, alphabets: AlphabetSearch, skip: ReadonlySet<number>): Recognized[] {
  const found = alphabets.search(layer.content, skip);
  if (found.length === 0) return found;
  let before: Reached | undefined;
  for (let at: Reached | undefined = layer; at?.parent; at = at.parent)
    if (KEEPS_PATTERN.test(at.label)) before = at.parent;
  if (!before) return found;
  const known = new Set(alphabets.search(before.content, skip).map(({ canary }) => canary));

  return found.filter(({ canary }) => known.has(canary));
}

/** Canaries whose digits were replaced or removed. */
function sightingsInLetters(
  layer: Reached,
  decoded: Layer,
  matcher: Matcher,
  skip: ReadonlySet<number>,
): Sighting[] {
  const { content, chain, offsets, message } = layer.child(letters, decoded);

  return matcher.matchPlainly(content, skip).map((hit) => ({
    ...hit,
    chain,
    offsets: [...offsets, hit.offset],
    excerpt: excerptOf(content, hit.offset),
    message,
  }));
}

/** Whether a layer has no named parts, and was not decoded as a whole. */
function isLeaf({ structured, opened }: Reached): boolean {
  return !structured && !opened;
}

/** A text that may only look as if it had named parts: a substitution can also produce separators. */
function isShortStructure({ structured, content }: Reached): boolean {
  return structured && content.length <= LONGEST_STRUCTURE;
}

function isOpenedWithEscapes({ opened, content }: Reached): boolean {
  return opened && content.isText && hasEscapeOfLetters(content.text);
}

/** Whether a layer is `outer` or was decoded from it. */
function isOrContains(outer: Reached, layer: Reached): boolean {
  for (let at: Reached | undefined = layer; at; at = at.parent) if (at === outer) return true;

  return false;
}
