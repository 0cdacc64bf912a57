import { hostsOf } from '../detect/index.ts';
import type { CaseEvidence, JudgedExchange, Policy } from '../model/evidence.ts';
import { isOwnTwin, type Search } from './search.ts';
import { mayBeBrowser, senderOf } from './senders.ts';

/** What the rules read: the evidence, what was found in it, and what several rules derive from both. */
export interface RuleInput {
  evidence: CaseEvidence;
  policy: Policy;
  search: Search;
  /** Exchanges that the browser or a helper sent, or may have sent, except to visited pages. */
  browserTraffic: readonly JudgedExchange[];
  /**
   * The part of `browserTraffic` that proves native traffic: not to an allowed recipient, not the control of a page, not
   * from an unattributed UID.
   */
  nativeTraffic: readonly JudgedExchange[];
  /** When the twin began; undefined without a twin. */
  twinFrom: string | undefined;
}

export function prepareRuleInput(evidence: CaseEvidence, policy: Policy, found: Search): RuleInput {
  const twin = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);
  const planted = [...evidence.canaries, ...twin];
  const visitedHosts = new Set(planted.flatMap(hostsOf));
  const browserTraffic = evidence.exchanges.filter(
    (each) => !visitedHosts.has(each.via ?? each.host) && mayBeBrowser(senderOf(each, evidence.facts)),
  );
  const allowed = new Set(planted.flatMap((canary) => canary.allowedHosts ?? []));
  const { controls, allowed: allowedFindings } = found.report;
  const sites = new Set(evidence.exchanges.flatMap((each) => (isAnsweredBySite(each) ? [each.index] : [])));
  // A control that went to a host outside the sites does not make an exchange page traffic.
  const pageControls = [...controls, ...found.twinControls].filter(({ exchange }) => sites.has(exchange));
  const pageExchanges = new Set([...pageControls, ...allowedFindings].map((finding) => finding.exchange));

  return {
    evidence,
    policy,
    search: found,
    browserTraffic,
    nativeTraffic: browserTraffic.filter(
      (each) =>
        !pageExchanges.has(each.index) &&
        !allowed.has(each.via ?? each.host) &&
        senderOf(each, evidence.facts).kind !== 'unknown',
    ),
    twinFrom: evidence.timeline.steps.find((step) => step.kind === 'twin' && step.what === 'begun')?.at,
  };
}

/** Whether the responder of canary sites answered; it also answers for the neutral hosts of controls. */
function isAnsweredBySite({ responder }: JudgedExchange): boolean {
  return responder.split('/')[0] === 'site';
}
