import type { BrowserTables, LocatorRow } from '../model/family.ts';
import type { CataloguedRelease } from '../model/release.ts';

/**
 * The tables for a release: first the locators that its own resources name, and last, only for a simulated browser, those that no
 * vendor's browser is known to have.
 */
export function tablesFor(
  tables: BrowserTables,
  { family, screens = [], simulated }: Pick<CataloguedRelease, 'family' | 'screens' | 'simulated'>,
): BrowserTables {
  const rows = screens.map((row): LocatorRow => ({ ...row, family, confidence: 'M' }));
  const last = simulated ? tables.simulated : { locators: [], ways: [] };

  return {
    ...tables,
    locators: [...rows, ...tables.locators, ...last.locators],
    ways: [...tables.ways, ...last.ways],
  };
}
