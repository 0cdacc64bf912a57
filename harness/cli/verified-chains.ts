import { locate } from '../detect/index.ts';
import type { Budget, CaseEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/scan.ts';

/**
 * Follows the steps of each recorded finding from the recorded exchange to its canary, and returns a phrase for each that does
 * not lead there, or whose exchange does not exist. This checks findings without a search: the steps say what to decode.
 */
export function compareChains(
  findings: readonly Finding[],
  { canaries, exchanges, late }: Pick<CaseEvidence, 'canaries' | 'exchanges' | 'late'>,
  budget: Budget,
): string[] {
  const byIndex = new Map([...exchanges, ...late].map((exchange) => [exchange.index, exchange]));

  return findings.flatMap((finding) => {
    const exchange = byIndex.get(finding.exchange);
    const canary = canaries.find(({ id }) => id === finding.canary);
    // The host name of a connection is not in an exchange.
    if (finding.part === 'sni' || finding.part === 'dns') return [];
    if (!exchange)
      return [
        `${finding.canary} in ${finding.part} refers to exchange ${finding.exchange}, which does not exist`,
      ];
    if (canary && locate(exchange, finding, canary, budget, (index) => byIndex.get(index))) return [];

    return [`decoding ${[finding.part, ...finding.chain].join(' > ')} does not give ${finding.canary}`];
  });
}
