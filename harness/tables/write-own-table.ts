import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { OWN_TABLE, type OwnTable, readOwnTable } from './own-table.ts';
import { tablesRoot } from './read-table.ts';

type Screens = OwnTable['screens'][string];
const KINDS = ['locators', 'ways', 'walls', 'switches'] as const;

/**
 * Adds rows for a family to the user's own table, in front of the family's rows, and creates the file where there is none.
 * Comments stay. Resolves to how many rows were added.
 *
 * @throws {Fault} if the file is broken; it is not changed then
 */
export async function addToOwnTable(
  family: string,
  rows: Partial<Screens>,
  root = tablesRoot,
): Promise<number> {
  await readOwnTable(root);
  const file = join(root, OWN_TABLE);
  const text = existsSync(file) ? await readFile(file, 'utf8') : '';
  // A file that is empty, or has only comments, has no content.
  const isEmpty = (parseDocument(text).toJS() ?? null) === null;
  const document = parseDocument(isEmpty ? `${text}screens:\n` : text);
  const content = document.toJS() as { screens?: Record<string, Partial<Screens>> | null };
  if ((content.screens ?? null) === null) document.set('screens', document.createNode({}));
  let added = 0;
  for (const kind of KINDS) {
    const fresh: readonly unknown[] = rows[kind] ?? [];
    if (fresh.length === 0) continue;
    const path = ['screens', family, kind];
    if (content.screens?.[family]?.[kind] === undefined) document.setIn(path, document.createNode([]));
    const list = document.getIn(path) as { items: unknown[] };
    list.items.unshift(...fresh.map((row) => document.createNode(row, { flow: true })));
    added += fresh.length;
  }
  if (added > 0) await writeFile(file, document.toString({ lineWidth: 0 }));
  await readOwnTable(root);

  return added;
}
