import { createHash } from 'node:crypto';
import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { experimentOf, plotsOf } from '../sizes/index.ts';

/** Draws the plots of a case again from its evidence, and names those in its folder that differ, one phrase each. */
export function comparePlots(record: Pick<CaseRecord, 'files'>, evidence: CaseEvidence): string[] {
  return compareMade('plots', plotsOf(experimentOf(evidence)), record);
}

/**
 * Compares files that were made from the evidence for readers with the same files made again.
 * @param folder `plots`, `decoded`
 * @param made the files made again, by name
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
    .map((path) => `${path} differs from the evidence`);
}
