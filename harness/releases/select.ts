import { Fault } from '../model/fault.ts';
import { type Catalog, type CataloguedRelease, nameOfRelease } from '../model/release.ts';
import { compareVersions, isInRange, isRange } from './versions.ts';

/**
 * The releases that an expression selects, oldest first: `mint`, `mint@3.4.0`, `mint@latest` (the newest simulated release
 * and the newest real release), `mint@>=3.4.0 <3.5`. `mint@3.4` is a range: any 3.4. A release of the proving ground is
 * selected only by its exact version.
 *
 * @param families ids of all families, with or without a release
 * @throws {Fault} if it selects none, listing the releases of the catalogue
 */
export function selectReleases(
  catalog: Catalog,
  expression: string,
  families: readonly string[],
): CataloguedRelease[] {
  const [name = '', ...rest] = expression.split('@');
  const version = rest.join('@').trim();
  const family = name.trim();
  if (family === 'safari')
    throw new Fault(
      `'${expression}': Leakgate cannot test Safari, because it needs Android to attribute traffic to a browser by its UID`,
      {
        fix: 'docs/handsets.md says what a test of Safari on an iPhone would take and what it could not see',
      },
    );
  if (!families.includes(family))
    throw new Fault(`no family is named '${family}' (in '${expression}')`, {
      fix: `the families are ${families.join(', ')}; docs/browsers.md says how to add one of your own`,
    });
  const candidates = orderReleases(
    catalog.releases.filter(
      (release) => release.family === family && (!release.proving || release.versionName === version),
    ),
  );
  if (expression.includes('@') && version === '')
    throw new Fault(`'${expression}' names no version`, {
      fix: `to select every release of the family, write ${name}`,
    });
  const selected = version === '' ? candidates : matchVersion(candidates, version, expression);
  if (selected.length === 0)
    throw new Fault(`the catalogue has no release '${expression}'`, { fix: catalogHint(catalog) });

  return selected;
}

/** Sorts by family, then by versionCode, then by version. The result does not depend on the order given. */
export function orderReleases<
  T extends Pick<CataloguedRelease, 'family' | 'versionCode' | 'versionName' | 'sha256'>,
>(releases: readonly T[]): T[] {
  return releases.toSorted(
    (a, b) =>
      compareTexts(a.family, b.family) ||
      a.versionCode - b.versionCode ||
      compareVersions(a.versionName, b.versionName) ||
      compareTexts(a.sha256, b.sha256),
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function matchVersion(
  releases: readonly CataloguedRelease[],
  version: string,
  expression: string,
): CataloguedRelease[] {
  if (version === 'latest') {
    const newest = [true, false].map((simulated) =>
      releases.findLast((release) => release.simulated === simulated),
    );

    return orderReleases(newest.filter((release) => release !== undefined));
  }
  const exact = releases.filter(({ versionName }) => versionName === version);
  if (exact.length > 0) return exact;
  if (!isRange(version))
    throw new Fault(`'${version}' (in '${expression}') is neither a version nor a range`, {
      fix: 'write, for example, mint@3.4.0, mint@latest or mint@>=3.4.0 <3.5',
    });

  return releases.filter(({ versionName }) => isInRange(versionName, version));
}

function catalogHint({ releases }: Catalog): string {
  const names = new Set(orderReleases(releases.filter(({ proving }) => !proving)).map(nameOfRelease));

  return names.size > 0
    ? `the catalogue has ${[...names].join(', ')}`
    : 'the catalogue is empty; add APKs with: leakgate apks add PATH';
}
