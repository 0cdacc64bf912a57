import type { LocatorRow } from '../model/tables.ts';

export type Locator = Pick<LocatorRow, 'strategy' | 'value'>;

/**
 * A locator as the driver takes it. Ids without a colon are the package's own; texts and descriptions are looked for
 * in windows of the package only: a keyboard may show the same word.
 */
export function queryOf({ strategy, value }: Locator, name: string): { using: string; value: string } {
  const select = (call: string): { using: string; value: string } => ({
    using: '-android uiautomator',
    value: `new UiSelector().packageName(${java(name)}).${call}(${java(value)})`,
  });

  switch (strategy) {
    case 'id':
      return { using: 'id', value: value.includes(':') ? value : `${name}:id/${value}` };
    case 'text':
      return select('text');
    case 'textContains':
      return select('textContains');
    case 'desc':
      return select('description');
    case 'xpath':
      return { using: 'xpath', value };
  }
}

/** As an error message names it. */
export function describeLocator({ strategy, value }: Locator): string {
  return `${strategy} '${value}'`;
}

/** A Java string literal. */
function java(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
