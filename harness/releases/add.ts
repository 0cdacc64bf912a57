import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { Fault, reasonOf } from '../model/fault.ts';
import { type CataloguedRelease, nameOfRelease } from '../model/release.ts';
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
}

/**
 * Reads APKs, or every `.apk` below a folder, and catalogues them. An APK from outside the project's `apks/` is copied
 * there. If an APK is refused, nothing is changed. @throws {Fault} naming that APK
 */
export async function addToCatalog(root: string, paths: readonly string[]): Promise<AddedRelease[]> {
  const files = (await Promise.all(paths.map((path) => findApks(resolve(path))))).flat();
  const families = await readFamilies();
  const sdks = await readSdks();
  const added: (AddedRelease & { apk: ApkFacts })[] = [];
  for (const file of files) {
    const apk = await readApk(file, sdks);
    const target = catalogPathOf(root, apk);
    const release = await catalogueApk(apk, families, relative(root, target).split(sep).join('/'));
    const { unknownSdk } = apk;
    added.push({ apk, release, copied: target === file ? undefined : file, unknownSdk });
  }
  for (const { copied, release } of added) if (copied) await copyInto(root, copied, release);
  const catalog = added.reduce(
    (before, { release }) => withRelease(before, release),
    await loadCatalog(root),
  );
  await saveCatalog(root, catalog);

  return added.map(({ release, copied, unknownSdk }) => ({ release, copied, unknownSdk }));
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
