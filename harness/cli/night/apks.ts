import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { counted } from '../../model/counted.ts';
import type { ExitCode } from '../../model/exit.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { type CataloguedRelease, nameOfRelease } from '../../model/release.ts';
import { addToCatalog } from '../../releases/add.ts';
import { loadCatalog } from '../../releases/catalog.ts';
import { findNewApks } from '../../releases/new-apks.ts';
import { selectReleases } from '../../releases/select.ts';
import { parseHandsets } from '../../runner/handset-choice.ts';
import { projectRoot } from '../../runner/project.ts';
import { readFamilies } from '../../tables/families.ts';
import { listOf, print } from './folders.ts';

export interface NightApksOptions {
  /** A folder with APKs, such as a cache or a downloaded release. */
  from?: string;
  releases?: string;
  handsets?: string;
}

/**
 * `leakgate night apks`: catalogues the APKs of a folder, and those that are new in `apks/`; then says which releases of the night have
 * no APK. An APK that is refused is named, and does not stop the others.
 * @returns 0, or 3 if an APK was refused or is missing
 */
export async function apksOfNight(options: NightApksOptions, root = projectRoot): Promise<ExitCode> {
  const isComplete = await addAll(root, [
    ...(options.from ? await apksIn(resolve(options.from)) : []),
    ...(await findNewApks(root)),
  ]);
  const missing = await missingApks(options, root);
  for (const line of missing) print(line);
  if (missing.length > 0)
    print(
      `put the missing ${missing.length === 1 ? 'APK' : 'APKs'} into ${options.from ? options.from : 'apks/'}; docs/ci.md says how a workflow fetches them`,
    );

  return isComplete && missing.length === 0 ? 0 : 3;
}

/** Catalogues each APK. @returns whether all were accepted */
async function addAll(root: string, files: readonly string[]): Promise<boolean> {
  let isComplete = true;
  for (const file of files) {
    try {
      for (const { release } of await addToCatalog(root, [file]))
        print(`${nameOfRelease(release)}: ${release.file}, SHA-256 ${release.sha256.slice(0, 8)}`);
    } catch (error) {
      // The other APKs are catalogued; the step fails at its end.
      if (!(error instanceof Fault)) throw error;
      print(`${file} was refused: ${reasonOf(error)}`);
      isComplete = false;
    }
  }
  print(`catalogued ${counted(files.length, 'APK')}`);

  return isComplete;
}

/** The APKs of a folder. A folder that does not exist has none: the cache of a first night. */
async function apksIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) {
    print(`${folder} does not exist`);

    return [];
  }
  const names = await readdir(folder, { recursive: true });

  return names
    .filter((name) => extname(name).toLowerCase() === '.apk')
    .sort()
    .map((name) => join(folder, name));
}

/** A line for each release of the night that is not in the catalogue or whose APK is not there. */
async function missingApks({ releases, handsets }: NightApksOptions, root: string): Promise<string[]> {
  const { simulated } = parseHandsets(handsets ? listOf(handsets) : ['sim']);
  const catalog = await loadCatalog(root);
  const families = (await readFamilies()).map(({ family }) => family);
  const named = listOf(releases);
  const lines: string[] = [];
  const chosen: CataloguedRelease[] = [];
  for (const expression of named) {
    try {
      chosen.push(...selectReleases(catalog, expression, families));
    } catch (error) {
      // A release without an APK, and one that nobody catalogued, are listed together.
      if (!(error instanceof Fault)) throw error;
      lines.push(`missing: ${reasonOf(error)}`);
    }
  }
  const kind = simulated ? 'simulated' : 'real';
  const needed = (named.length > 0 ? chosen : catalog.releases.filter(({ proving }) => !proving)).filter(
    (release) => release.simulated === simulated,
  );
  if (needed.length === 0 && lines.length === 0)
    lines.push(
      `missing: the catalogue has no ${kind} release${named.length > 0 ? ` of ${named.join(', ')}` : ''}`,
    );

  return [
    ...lines,
    ...needed
      .filter(({ file }) => !existsSync(join(root, file)))
      .map((release) => `missing: ${nameOfRelease(release)} (${release.file})`),
  ];
}
