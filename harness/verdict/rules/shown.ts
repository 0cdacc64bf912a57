import type { Canary } from '../../model/canary.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';

/** Where a canary may be seen in use. */
export interface Traffic {
  exchanges: readonly JudgedExchange[];
  /** What of canaries went to whoever it was meant for, or to anybody. */
  found: readonly Finding[];
}

/**
 * Whether the traffic itself shows that a canary was used: its page was asked for and given out, its title was in a page
 * that came back, its search went to somebody. A value that is looked for and was never used is not found for no reason.
 */
export function isShown(canary: Canary, { exchanges, found }: Traffic): boolean {
  switch (canary.kind) {
    case 'url':
      return exchanges.some((exchange) => isVisit(exchange, canary.value));
    case 'text':
      // Titles are generated as `<visit>-title`; other texts are typed, and may never be sent.
      return (
        !canary.id.endsWith('-title') || exchanges.some(({ answer }) => holds(answer?.text, canary.value))
      );
    case 'search':
      return found.some((finding) => finding.canary === canary.id);
    case 'host':
      return exchanges.some(({ host }) => host === canary.value.toLowerCase());
  }
}

function isVisit({ url, aborted, answer }: JudgedExchange, value: string): boolean {
  if (aborted || !URL.canParse(url) || !URL.canParse(value)) return false;
  const isAnswered = answer !== undefined && answer.status >= 200 && answer.status < 400;

  return isAnswered && withoutFragment(url) === withoutFragment(value);
}

function withoutFragment(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';

  return parsed.href;
}

function holds(text: string | undefined, value: string): boolean {
  return text?.includes(value) === true;
}
