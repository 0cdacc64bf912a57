import { createHash } from 'node:crypto';
import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { experimentOf } from '../verdict/differential/experiment.ts';
import { plotsOf } from '../verdict/differential/plot.ts';

/** Draws the plots of a case again from its evidence, and says which of those in its folder are others, a phrase each. */
export function comparePlots(record: Pick<CaseRecord, 'files'>, evidence: CaseEvidence): string[] {
  const drawn = new Map(
    [...plotsOf(experimentOf(evidence))].map(([name, svg]) => [
      `plots/${name}`,
      createHash('sha256').update(svg).digest('hex'),
    ]),
  );
  const kept = Object.keys(record.files).filter((path) => path.startsWith('plots/'));

  return [...new Set([...drawn.keys(), ...kept])]
    .sort()
    .filter((path) => drawn.get(path) !== record.files[path])
    .map((path) => `${path} is not what the evidence gives`);
}
