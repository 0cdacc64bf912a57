import { printable } from '../model/printable.ts';
import type { Browsing } from '../model/scan.ts';

/** Exchanges that a line lists. */
const MAX_EXCHANGES = 5;

/** `exchange 3`, or `exchanges 3, 4, 5, 6, 7 and 2 more`. */
export function listExchanges(indexes: readonly number[]): string {
  const distinct = [...new Set(indexes)];
  const named = distinct.slice(0, MAX_EXCHANGES);
  const more = distinct.length > named.length ? ` and ${distinct.length - named.length} more` : '';

  return `${distinct.length === 1 ? 'exchange' : 'exchanges'} ${named.join(', ')}${more}`;
}

/** Lines about canaries in requests of browsing: one for each recipient and reason. */
export function browsingLines(browsing: readonly Browsing[]): string[] {
  const groups = new Map<string, Browsing[]>();
  for (const each of browsing) {
    const key = [each.host, each.address, each.why].join('\0');
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }

  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const canaries = [...new Set(group.map(({ canary }) => printable(canary)))].join(', ');
    const where = listExchanges(group.map(({ exchange }) => exchange));

    return [`browsing ${recipientOf(first)}, ${where}: ${canaries} (${WHY[first.why]})`];
  });
}

/** The recipient, and what names it. */
export function recipientOf({ host, address }: Pick<Browsing, 'host' | 'address'>): string {
  return address === undefined
    ? printable(host)
    : `${printable(host)} by host header, at ${printable(address)}`;
}

const WHY: Readonly<Record<Browsing['why'], string>> = {
  'same-site': 'another host of the same site',
  'host-header': 'only the Host header says that this is the visited site',
  'other-host-header': 'the visited site, but the request names another host',
};
