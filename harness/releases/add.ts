import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { Fault, reasonOf } from '../model/fault.ts';
import { type Catalog, type CataloguedRelease, nameOfRelease } from '../model/release.ts';
import { type ApkFacts, readApk } from './apk.ts';
import { loadCatalog, saveCatalog, withRelease } from './catalog.ts';
import { catalogueApk } from './classify.ts';
import { readFamilies } from '../tables/families.ts';
import { readSdks } from '../tables/sdks.ts';

export interface AddedRelease {
  release: CataloguedRelease;
  /** The APK's original path, if it was outside the project's `apks/`. */
  copied: string | undefined;
  /** What in it looks like an SDK that no table describes, such as `the host track.vendor.com`. */
  unknownSdk: string | undefined;
  /** Entries that this one replaces: of the same APK under another path, or of another APK under the same path. */
  replaced: CataloguedRelease[];
}

/**
 * Reads APKs, or every `.apk` below a folder, and catalogues them. An APK from outside the project's `apks/` is copied
 * there. If an APK is refused, nothing is changed. @throws {Fault} naming that APK
 */
export async function addToCatalog(root: string, paths: readonly string[]): Promise<AddedRelease[]> {
  const files = (await Promise.all(paths.map((path) => findApks(resolve(path))))).flat();
  const read = await apkReader(root);
  const added: AddedRelease[] = [];
  let catalog = await loadCatalog(root);
  for (const file of files) {
    const one = await read(file, catalog);
    catalog = withRelease(catalog, one.release);
    added.push(one);
  }
  for (const { copied, release } of added) if (copied) await copyInto(root, copied, release);
  await saveCatalog(root, catalog);

  return added;
}

/** A function that reads an APK, verifies its signature and says how it would be catalogued. It writes nothing. */
export async function apkReader(
  root: string,
): Promise<(file: string, catalog: Catalog) => Promise<AddedRelease>> {
  const families = await readFamilies();
  const sdks = await readSdks();

  return async (file, catalog) => {
    const apk = await readApk(file, sdks);
    const target = catalogPathOf(root, apk);
    const release = await catalogueApk(apk, families, relative(root, target).split(sep).join('/'));

    return {
      release,
      copied: target === file ? undefined : file,
      unknownSdk: apk.unknownSdk,
      replaced: replacedBy(catalog, release),
    };
  };
}

/** The entries of a catalogue that a release replaces and that differ from it. */
function replacedBy({ releases }: Catalog, { sha256, file }: CataloguedRelease): CataloguedRelease[] {
  return releases.filter((release) => (release.sha256 === sha256) !== (release.file === file));
}

async function findApks(path: string): Promise<string[]> {
  const stats = await stat(path).catch((error: unknown) => {
    throw new Fault(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  });
  if (!stats.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  const apks = names.filter((name) => extname(name).toLowerCase() === '.apk').sort();
  if (apks.length === 0) throw new Fault(`${path} contains no .apk file`);

  return apks.map((name) => join(path, name));
}

/** The path of a catalogued APK: its own path if it is below `apks/`, otherwise a unique name there. */
function catalogPathOf(root: string, apk: ApkFacts): string {
  const apks = join(root, 'apks');
  if (apk.file.startsWith(apks + sep)) return apk.file;
  const name = `${apk.package}-${apk.versionName}-${apk.sha256.slice(0, 8)}.apk`;

  return join(apks, basename(name.replaceAll(/[^\w.-]/g, '_')));
}

async function copyInto(root: string, from: string, release: CataloguedRelease): Promise<void> {
  const to = join(root, release.file);
  try {
    await mkdir(join(root, 'apks'), { recursive: true });
    await copyFile(from, to);
  } catch (error) {
    throw new Fault(`cannot copy ${nameOfRelease(release)} from ${from} to ${to}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
