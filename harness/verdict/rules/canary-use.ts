import type { Canary } from '../../model/canary.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { CaseFacts } from '../../model/case.ts';
import { parseUrl } from '../../model/parse-url.ts';
import { mayBeBrowser, senderOf } from '../senders.ts';

/** Traffic in which the use of a canary can be seen. */
export interface Traffic {
  exchanges: readonly JudgedExchange[];
  /** Findings of canaries, at allowed recipients and elsewhere. */
  found: readonly Finding[];
}

/** The part that the browser or a helper sent, or may have sent. */
export function ofBrowser(
  { exchanges, found }: Traffic,
  facts: Pick<CaseFacts, 'apps' | 'watchedUids'>,
): Traffic {
  const own = exchanges.filter((each) => mayBeBrowser(senderOf(each, facts)));
  const indexes = new Set(own.map(({ index }) => index));

  return { exchanges: own, found: found.filter(({ exchange }) => indexes.has(exchange)) };
}

/**
 * Whether the traffic shows that a canary was used: its page was requested and served, its title was in a page,
 * its search was sent. If it was never used, finding nothing proves nothing.
 */
export function isUseShown(canary: Canary, { exchanges, found }: Traffic): boolean {
  switch (canary.kind) {
    case 'url':
      return exchanges.some((exchange) => isVisit(exchange, canary.value));
    case 'text':
      // Titles have the id `<visit>-title`. Other texts are typed, and no traffic has to contain a typed text.
      return (
        !canary.id.endsWith('-title') ||
        exchanges.some(({ answer }) => includesValue(answer?.text, canary.value))
      );
    case 'search':
      return found.some((finding) => finding.canary === canary.id);
    case 'host':
      return exchanges.some(({ host }) => host === canary.value.toLowerCase());
  }
}

function isVisit({ url, aborted, answer }: JudgedExchange, value: string): boolean {
  if (aborted || !parseUrl(url) || !parseUrl(value)) return false;
  const isAnswered = answer !== undefined && answer.status >= 200 && answer.status < 400;

  return isAnswered && withoutFragment(url) === withoutFragment(value);
}

function withoutFragment(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';

  return parsed.href;
}

function includesValue(text: string | undefined, value: string): boolean {
  return text?.includes(value) === true;
}
