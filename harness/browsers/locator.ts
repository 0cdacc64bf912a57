import type { LocatorRow } from '../model/family.ts';

/** How to find an element. `package` owns the element's window, if that is not the browser. */
export type Locator = Pick<LocatorRow, 'strategy' | 'value' | 'own'> & { package?: string | undefined };

/**
 * A locator in the driver's format. Ids without a colon belong to the package. Texts and descriptions are searched only in
 * windows of the package, because a keyboard may show the same word. So is a complete id, if the locator names a package.
 */
export function queryOf(locator: Locator, browser: string): { using: string; value: string } {
  const { strategy, value, package: name = browser } = locator;
  const uiSelector = (call: string): { using: string; value: string } => ({
    using: '-android uiautomator',
    value: `new UiSelector().packageName(${javaString(name)}).${call}(${javaString(value)})`,
  });

  if (strategy === 'xpath') return { using: 'xpath', value };
  if (strategy === 'id') {
    if (locator.package !== undefined && value.includes(':')) return uiSelector('resourceId');

    return { using: 'id', value: value.includes(':') ? value : `${name}:id/${value}` };
  }

  return uiSelector(UI_SELECTOR_CALLS[strategy]);
}

/** Calls of AOSP's UiSelector. */
const UI_SELECTOR_CALLS = {
  text: 'text',
  textContains: 'textContains',
  textMatches: 'textMatches',
  desc: 'description',
  descMatches: 'descriptionMatches',
} as const;

/** The text of a locator for an error message. */
export function describeLocator({ strategy, value }: Locator): string {
  return `${strategy} '${value}'`;
}

/** A Java string literal. */
function javaString(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
