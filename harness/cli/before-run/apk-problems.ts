import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from '../../evidence/digest.ts';
import { counted } from '../../model/counted.ts';
import { type CataloguedRelease, nameOfRelease } from '../../model/release.ts';
import { sizeText } from '../../model/size-text.ts';
import { type ProgressLine, startProgressLine } from '../progress-line.ts';
import { type Problem, problemsOf } from './problem.ts';

/** APKs of the plan that are not there. Looks at files only. */
export function missingApkProblems(root: string, releases: readonly CataloguedRelease[]): Problem[] {
  return releases
    .filter(({ file }) => sizeOf(join(root, file)) === undefined)
    .map((release) => ({
      what: `${nameOfRelease(release)}: its APK ${release.file} does not exist`,
      fix: `copy the APK there, or take the release out of the catalogue: npx leakgate apks remove ${nameOfRelease(release)}`,
      stopsRun: true,
    }));
}

/** APKs that are not those that were catalogued. Reads every byte of them, and shows progress. */
export async function changedApkProblems(
  root: string,
  releases: readonly CataloguedRelease[],
  progress: ProgressLine = startProgressLine(),
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const total = releases.reduce((sum, { file }) => sum + (sizeOf(join(root, file)) ?? 0), 0);
  let read = 0;
  for (const [at, release] of releases.entries()) {
    progress.show(
      `checking the digest of ${counted(releases.length, 'APK')}: ${at + 1} of ${releases.length}, ${sizeText(read)} of ${sizeText(total)}`,
    );
    problems.push(...(await digestProblems(root, release)));
    read += sizeOf(join(root, release.file)) ?? 0;
  }
  progress.clear();

  return problems;
}

async function digestProblems(root: string, release: CataloguedRelease): Promise<Problem[]> {
  let sha256 = '';
  const unreadable = await problemsOf(async () => {
    sha256 = await sha256OfFile(join(root, release.file));
  });
  if (unreadable.length > 0 || sha256 === release.sha256) return unreadable;

  return [
    {
      what: `${nameOfRelease(release)}: the APK ${release.file} was changed after it was added to the catalogue: its SHA-256 is ${sha256.slice(0, 8)}..., not ${release.sha256.slice(0, 8)}...`,
      fix: `put the catalogued APK back, or add the new one with: npx leakgate apks add ${release.file}`,
      stopsRun: true,
    },
  ];
}

/** Bytes; undefined for a file that does not exist. */
function sizeOf(file: string): number | undefined {
  const found = statSync(file, { throwIfNoEntry: false });

  return found?.isFile() ? found.size : undefined;
}
