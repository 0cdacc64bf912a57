import { hostsOf } from '../detect/index.ts';
import type { CaseEvidence, JudgedExchange, Policy } from '../model/evidence.ts';
import { isOwnTwin, type Search } from './search.ts';
import { isOfBrowser, senderOf } from './senders.ts';

/** What the rules read: the evidence, what was found in it, and what follows from both for more than one of them. */
export interface Reading {
  evidence: CaseEvidence;
  policy: Policy;
  search: Search;
  /** What the browser or a helper of it sent, or may have sent, and not to a page that was visited. */
  foreign: readonly JudgedExchange[];
  /** Of these, what was not the pages' own: nothing went to an allowed recipient, or was a page's control, or may be another app's. */
  native: readonly JudgedExchange[];
  /** When the normal-mode twin began; undefined where there was none. */
  twinFrom: string | undefined;
}

export function read(evidence: CaseEvidence, policy: Policy, found: Search): Reading {
  const twin = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);
  const planted = [...evidence.canaries, ...twin];
  const visited = new Set(planted.flatMap(hostsOf));
  const foreign = evidence.exchanges.filter(
    (each) => !visited.has(each.via ?? each.host) && isOfBrowser(senderOf(each, evidence.facts)),
  );
  const allowed = new Set(planted.flatMap((canary) => canary.allowedHosts ?? []));
  const { controls, allowed: went } = found.report;
  const sites = new Set(evidence.exchanges.flatMap((each) => (isSites(each) ? [each.index] : [])));
  // A control that somebody else than its page sent, to somebody else, makes nothing a page's own.
  const ofPages = [...controls, ...found.twinControls].filter(({ exchange }) => sites.has(exchange));
  const pages = new Set([...ofPages, ...went].map((finding) => finding.exchange));

  return {
    evidence,
    policy,
    search: found,
    foreign,
    native: foreign.filter(
      (each) =>
        !pages.has(each.index) &&
        !allowed.has(each.via ?? each.host) &&
        senderOf(each, evidence.facts).kind !== 'unknown',
    ),
    twinFrom: evidence.timeline.steps.find((step) => step.kind === 'twin' && step.what === 'begun')?.at,
  };
}

/** Whether what plays the sites of canaries answered, neutral hosts among them. */
function isSites({ responder }: JudgedExchange): boolean {
  return responder.split('/')[0] === 'site';
}
