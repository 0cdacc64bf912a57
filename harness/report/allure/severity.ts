import type { Means } from '../../model/ties.ts';
import { claimedLeaks } from '../summary/leaks.ts';
import type { CaseSummary } from '../summary/summary.ts';

/** Allure's severities, the least first. */
const SEVERITIES = ['trivial', 'minor', 'normal', 'critical', 'blocker'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Identifiers that last longer than a private session, and so tie what was sent to a person. */
const PERSONAL: ReadonlySet<Means> = new Set(['account', 'device', 'advertising', 'install']);

/**
 * How severe a case is: by what leaked, whether an identifier ties it to a person, and whether it is new. A new leak that is tied
 * to a person is a blocker. Host names alone are one step less severe than whole addresses and words.
 */
export function severityOf(each: CaseSummary): Severity {
  switch (each.outcome) {
    case 'new-leak':
      return leakSeverity(each, 'critical');
    case 'known-leak':
      return leakSeverity(each, 'normal');
    case 'unexpected':
      return 'critical';
    case 'undecided':
    case 'expected-undecided':
      return each.verdict === 'suspect' ? 'critical' : 'normal';
    case 'leak-gone':
    case 'limited':
      return 'minor';
    case 'clean':
      return 'trivial';
  }
}

function leakSeverity(each: CaseSummary, base: Severity): Severity {
  const leaks = claimedLeaks(each.leaks);
  const isTied = leaks.some(({ identifiers }) => identifiers.some(({ means }) => PERSONAL.has(means)));
  const onlyHosts = leaks.length > 0 && leaks.every(({ match, kind }) => match === 'host' || kind === 'host');
  const step = SEVERITIES.indexOf(base) + (isTied ? 1 : 0) - (onlyHosts ? 1 : 0);

  return SEVERITIES[step] ?? base;
}
