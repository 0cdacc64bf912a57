import { type CanaryNoun, nounOfCanary } from '../../model/canary.ts';
import { counted } from '../../model/counted.ts';
import { printable } from '../../model/printable.ts';
import { groupBy } from './group-by.ts';
import type { Leak } from './leaks.ts';

/** Characters of a browsed value that a sentence shows. Addresses of canary pages have about 80. */
const MAX_VALUE = 100;
/** Recipients that one sentence names; the others are counted. */
const MAX_RECIPIENTS = 3;

/**
 * What was sent to whom: `the searched words "garden kettle" and 2 addresses to sa.api.intl.miui.com (Xiaomi)`. Leaks of
 * several cases may be given. The text has no control characters.
 */
export function sentText(leaks: readonly Leak[]): string {
  const recipients = [...groupBy(leaks, ({ host }) => host).values()];
  const byContent = groupBy(recipients, contentText);
  const clauses = [...byContent].map(([content, groups]) => {
    const named = groups.slice(0, MAX_RECIPIENTS).flatMap(([first]) => (first ? [recipientText(first)] : []));
    const more = groups.length - named.length;

    return `${content} to ${joinTexts(more > 0 ? [...named, counted(more, 'more recipient')] : named)}`;
  });
  const more = clauses.length - MAX_RECIPIENTS;

  return more > 0
    ? `${clauses.slice(0, MAX_RECIPIENTS).join('; ')}; and more to ${counted(more, 'other recipient')}`
    : clauses.join('; ');
}

/** `sa.api.intl.miui.com (Xiaomi)`; `203.0.113.7 (owner unknown)`. */
export function recipientText({ host, owner }: Pick<Leak, 'host' | 'owner'>): string {
  return `${shortText(host)} (${owner ?? 'owner unknown'})`;
}

/** One value that was sent, with its place: `the address "https://..." went to ... (Xiaomi), in request.body > base64`. */
export function leakLine(leak: Leak): string {
  const place = printable([leak.part, ...leak.chain].join(' > '));
  const sdk = leak.sdk === undefined ? '' : ` (${printable(leak.sdk)})`;

  return `${valueText(leak)} went to ${recipientText(leak)}, in ${place}${sdk}`;
}

/** A text as a reader may see it: on one line, without control characters and not too long. */
export function shortText(text: string, max = MAX_VALUE): string {
  const characters = Array.from(text.slice(0, 2 * max + 2)); // code points
  const shown = characters.length > max ? `${characters.slice(0, max).join('')}...` : characters.join('');

  return printable(shown);
}

/** `a`, `a and b`, `a, b and c`. */
export function joinTexts(texts: readonly string[]): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

/** The distinct values of leaks: one value in full, several as their number. Searched words come first. */
function contentText(leaks: readonly Leak[]): string {
  const weakestFirst = leaks.toSorted((a, b) => strengthOf(a) - strengthOf(b));
  const distinct = [...new Map(weakestFirst.map((leak) => [`${leak.kind} ${leak.value}`, leak])).values()];
  const groups = groupBy(distinct, nounOf);
  const texts = NOUNS.flatMap((noun) => {
    const found = groups.get(noun) ?? [];
    const [first] = found;
    if (!first) return [];

    return [found.length === 1 ? valueText(first) : counted(found.length, COUNTED[noun])];
  });

  return joinTexts(texts);
}

const NOUNS: readonly CanaryNoun[] = ['searched words', 'address', 'page title', 'host name', 'text'];

const COUNTED: Readonly<Record<CanaryNoun, string>> = {
  'searched words': 'search',
  address: 'address',
  'page title': 'page title',
  'host name': 'host name',
  text: 'text',
};

/** `the address "https://..."`, `the host name of the address "https://..."`, `the md5 digest of the text "..."`. */
function valueText(leak: Leak): string {
  const quoted = `"${shortText(leak.value).replaceAll('"', "'")}"`;

  return `${matchText(leak)}the ${nounOf(leak)} ${quoted}`;
}

function matchText({ match, kind }: Leak): string {
  if (match === 'whole' || (match === 'host' && kind === 'host')) return '';
  if (match === 'host') return 'the host name of ';
  if (match === 'part') return 'a part of ';

  return `the ${printable(match.replace(/^digest:/, ''))} digest of `;
}

/** A value that was sent whole and also in part is called whole. */
function strengthOf({ match }: Leak): number {
  return ['part', 'host', 'digest', 'whole'].indexOf(match.split(':')[0] ?? match);
}

function nounOf({ kind, canary }: Leak): CanaryNoun {
  return nounOfCanary({ kind, id: canary });
}
