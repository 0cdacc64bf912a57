import { createHash } from 'node:crypto';
import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { plotsOf } from '../verdict/index.ts';

/** Draws the plots of a case again from its evidence. @returns a phrase for each plot in its folder that differs */
export function comparePlots(record: Pick<CaseRecord, 'files'>, evidence: CaseEvidence): string[] {
  return compareGeneratedFiles('plots', plotsOf(evidence), record);
}

/**
 * Compares files for readers, which a run made from its evidence, with the same files generated again.
 * @param folder `plots`, `decoded`
 * @param generated the files made again, by name
 */
export function compareGeneratedFiles(
  folder: string,
  generated: ReadonlyMap<string, string>,
  record: Pick<CaseRecord, 'files'>,
): string[] {
  const digests = new Map(
    [...generated].map(([name, text]) => [
      `${folder}/${name}`,
      createHash('sha256').update(text).digest('hex'),
    ]),
  );
  const recorded = Object.keys(record.files).filter((path) => path.startsWith(`${folder}/`));

  return [...new Set([...digests.keys(), ...recorded])]
    .sort()
    .filter((path) => digests.get(path) !== record.files[path])
    .map((path) => `${path} differs from the file that the evidence gives now`);
}
