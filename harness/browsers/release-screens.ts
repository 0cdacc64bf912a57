import type { BrowserTables, LocatorRow } from '../model/family.ts';
import type { CataloguedRelease } from '../model/release.ts';

/** The tables with the locators that a release's own resources name in front. */
export function withReleaseScreens(
  tables: BrowserTables,
  { family, screens = [] }: Pick<CataloguedRelease, 'family' | 'screens'>,
): BrowserTables {
  const rows = screens.map((row): LocatorRow => ({ ...row, family, confidence: 'M' }));

  return { ...tables, locators: [...rows, ...tables.locators] };
}
