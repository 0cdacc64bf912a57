import { pageExperimentOf, pagesOf } from '../dependence/index.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { experimentOf, plotsOf as plotsOfSizes } from '../sizes/index.ts';
import { attributionOf } from './rules/dependence.ts';

/** Plots and pages about the experiment of a case, by file name; none for a case without blocks. */
export function plotsOf(evidence: CaseEvidence): Map<string, string> {
  const { id, handset } = evidence.facts;

  return new Map([
    ...plotsOfSizes(experimentOf(evidence)),
    ...pagesOf(pageExperimentOf(evidence, attributionOf(evidence)), { id, simulated: handset.simulated }),
  ]);
}
