/**
 * Required border around a text, so that a piece of something else does not match. `word`: no letter or digit next to it.
 * `tail`: none behind it. `host`: the name of one host, and no other. `suffixed`: a host name, with a dot, before the names of
 * another host. `label`: a host name that is one label of another host, or such a label's middle part. `none`: any
 * characters.
 */
export type Edges = 'host' | 'suffixed' | 'label' | 'word' | 'tail' | 'none';

/** What proxies put before and behind a host in one label: a scheme, a port, or a letter for one of these. */
const MARK = '(?:https?|wss?|[sp]|\\d{1,5})';
const MARK_BEFORE = new RegExp(`(?<![\\p{L}\\p{N}-])${MARK}--?$`, 'u');
const MARKS_BEHIND = new RegExp(`^(?:--?${MARK}){1,2}(?![\\p{L}\\p{N}-])`, 'u');
/** Characters of the longest marks. */
const LONGEST_MARKS = 16;
/** Two labels or more: with one label, a host can be the start of an unrelated one, as in `name.com.au`. */
const OTHER_HOST = /^[a-z0-9_-]+\.[a-z0-9]/;
const COUNTRY_SUFFIX = /^(?:ac|co|com|edu|gov|go|ne|net|or|org)\.[a-z]{2}(?![\w.-])/;

/** Whether the text from `from` to `to` has the required edges. `to` is exclusive. The text is in lower case. */
export function hasEdges(edges: Edges, text: string, from: number, to: number): boolean {
  if (edges === 'none') return true;
  if (edges === 'label') return isLabel(text, from, to);
  const before = text[from - 1];
  if (edges === 'suffixed') {
    const behind = text.slice(to, to + 80);

    return isHostStart(before) && OTHER_HOST.test(behind) && !COUNTRY_SUFFIX.test(behind);
  }
  const after = text.slice(to, to + 2);
  if (isWord(after[0])) return false;
  if (edges === 'tail') return true;
  if (isWord(before)) return false;

  return edges === 'word' || (isHostStart(before) && after[0] !== '-' && !/^\.[a-z0-9]/.test(after));
}

function isLabel(text: string, from: number, to: number): boolean {
  const before = MARK_BEFORE.exec(text.slice(Math.max(0, from - LONGEST_MARKS), from))?.[0] ?? '';
  const behind = MARKS_BEHIND.exec(text.slice(to, to + LONGEST_MARKS))?.[0] ?? '';
  const [first, next] = [text[from - before.length - 1], text[to + behind.length]];

  return !isWord(first) && first !== '-' && !isWord(next) && next !== '-';
}

function isHostStart(before: string | undefined): boolean {
  return !isWord(before) && before !== '.' && before !== '-';
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
