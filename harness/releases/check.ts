import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import type { Catalog, CataloguedRelease } from '../model/release.ts';
import { readApk } from './apk.ts';
import { catalogueApk } from './classify.ts';
import { readFamilies } from '../tables/families.ts';
import { readSdks } from '../tables/sdks.ts';

export interface CatalogCheck {
  release: CataloguedRelease;
  /** Differences from the catalogue, as sentences. */
  problems: string[];
}

/** Reads every APK of the catalogue again, with its signature, and reports differences. */
export async function checkCatalog(root: string, catalog: Catalog): Promise<CatalogCheck[]> {
  const families = await readFamilies();
  const sdks = await readSdks();
  const checks: CatalogCheck[] = [];
  for (const release of catalog.releases) {
    try {
      const now = await catalogueApk(await readApk(join(root, release.file), sdks), families, release.file);
      checks.push({ release, problems: differences(release, now) });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      checks.push({ release, problems: [error.message] });
    }
  }

  return checks;
}

function differences(release: CataloguedRelease, now: CataloguedRelease): string[] {
  const keys = Object.keys(now) as (keyof CataloguedRelease)[];
  const different = keys.filter((key) => JSON.stringify(release[key]) !== JSON.stringify(now[key]));

  return different.map(
    (key) => `${key} of the APK is ${textOf(now[key])}, but the catalogue says ${textOf(release[key])}`,
  );
}

function textOf(value: CataloguedRelease[keyof CataloguedRelease]): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
