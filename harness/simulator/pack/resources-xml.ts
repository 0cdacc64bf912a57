import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { XMLBuilder } from 'fast-xml-parser';
import type { BrowserDeclaration } from '../../model/browser.ts';

type Resources = NonNullable<BrowserDeclaration['resources']>;

/** Writes the resources of a simulated browser below `folder`, as aapt2 compiles them: `values/`, `values-hi/`. */
export async function writeResources(folder: string, { strings, ids }: Resources): Promise<void> {
  const locales = new Set(Object.values(strings).flatMap((values) => Object.keys(values)));
  for (const locale of new Set(['', ...locales])) {
    const texts = Object.entries(strings).flatMap(([name, values]) => {
      const text = values[locale];

      return text === undefined ? [] : [{ '@name': name, '#text': quoted(text) }];
    });
    const items = locale === '' ? ids.map((name) => ({ '@type': 'id', '@name': name })) : [];
    const values = join(folder, locale === '' ? 'values' : `values-${locale}`);
    await mkdir(values, { recursive: true });
    await writeFile(
      join(values, 'strings.xml'),
      BUILDER.build({ resources: { string: texts, item: items } }),
    );
  }
}

const BUILDER = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true });

/** Quotation marks keep spaces and apostrophes of a string resource (AOSP ResourceUtils). */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
