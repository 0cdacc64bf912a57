import type { LocatorRow } from '../model/family.ts';

/** `package`: whose window it is in, where that is not the browser's. */
export type Locator = Pick<LocatorRow, 'strategy' | 'value'> & { package?: string | undefined };

/**
 * A locator as the driver takes it. Ids without a colon are the package's own; texts and descriptions are looked for
 * in windows of the package only: a keyboard may show the same word.
 */
export function queryOf(locator: Locator, browser: string): { using: string; value: string } {
  const { strategy, value, package: name = browser } = locator;
  const select = (call: string): { using: string; value: string } => ({
    using: '-android uiautomator',
    value: `new UiSelector().packageName(${java(name)}).${call}(${java(value)})`,
  });

  if (strategy === 'xpath') return { using: 'xpath', value };
  if (strategy === 'id') return { using: 'id', value: value.includes(':') ? value : `${name}:id/${value}` };

  return select(strategy === 'desc' ? 'description' : strategy);
}

/** As an error message names it. */
export function describeLocator({ strategy, value }: Locator): string {
  return `${strategy} '${value}'`;
}

/** A Java string literal. */
function java(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
