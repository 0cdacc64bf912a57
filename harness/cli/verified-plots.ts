import { createHash } from 'node:crypto';
import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { experimentOf, plotsOf } from '../sizes/index.ts';

/** Draws the plots of a case again from its evidence, and says which of those in its folder are others, a phrase each. */
export function comparePlots(record: Pick<CaseRecord, 'files'>, evidence: CaseEvidence): string[] {
  return compareMade('plots', plotsOf(experimentOf(evidence)), record);
}

/**
 * Holds what people read beside the evidence, and which follows from it, against what it was made to be.
 * @param folder `plots`, `decoded`
 * @param made what the evidence gives now, by file name
 */
export function compareMade(
  folder: string,
  made: ReadonlyMap<string, string>,
  record: Pick<CaseRecord, 'files'>,
): string[] {
  const drawn = new Map(
    [...made].map(([name, text]) => [`${folder}/${name}`, createHash('sha256').update(text).digest('hex')]),
  );
  const kept = Object.keys(record.files).filter((path) => path.startsWith(`${folder}/`));

  return [...new Set([...drawn.keys(), ...kept])]
    .sort()
    .filter((path) => drawn.get(path) !== record.files[path])
    .map((path) => `${path} is not what the evidence gives`);
}
