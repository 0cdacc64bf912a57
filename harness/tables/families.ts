import * as z from 'zod';
import { Fault } from '../model/fault.ts';
import {
  type BrowserTables,
  deniedRowSchema,
  type FamilyRow,
  familyFileSchema,
  screensFileSchema,
  systemDialogSchema,
} from '../model/family.ts';
import { ownFamilies, ownRows, readOwnTable } from './own-table.ts';
import { readFolder } from './read-folder.ts';
import { readRecord, readTable, tablesRoot } from './read-table.ts';

const SCREENS = 'harness/browsers/data';
const EVERY_FAMILY = 'any-family';
const SIMULATED = 'apks/simulated/locators.yaml';

/** The browser products, in the order of their ids, and after them those of the user's own table. @throws {Fault} for a broken file, naming the file and the key */
export async function readFamilies(root = tablesRoot): Promise<FamilyRow[]> {
  const files = await readFolder('harness/families/data', familyFileSchema, root);

  const ours = files.map(({ id, value }) => ({ family: id, ...value }));

  return [...ours, ...ownFamilies(await readOwnTable(root), ours)];
}

/** The screens of all families; rows of the user's own table come first. @throws {Fault} for a broken file, and for screens of a family that does not exist */
export async function readBrowserTables(
  families: readonly FamilyRow[],
  root = tablesRoot,
): Promise<BrowserTables> {
  const denied = await readTable(`${SCREENS}/denied.yaml`, z.array(deniedRowSchema), root);
  const systemDialogs = await readTable(`${SCREENS}/system-dialogs.yaml`, z.array(systemDialogSchema), root);
  const files = await readFolder(SCREENS, screensFileSchema, root, ['denied', 'system-dialogs']);
  // Rows of one family are listed before the rows for every family, because the first row that matches is used.
  const inOrder = files.toSorted((a, b) => Number(a.id === EVERY_FAMILY) - Number(b.id === EVERY_FAMILY));
  const screens = inOrder.map(({ id, value }) => {
    if (id === EVERY_FAMILY) return { family: '*', ...value };
    if (families.every(({ family }) => family !== id))
      throw new Fault(`${SCREENS}/${id}.yaml: no family is named '${id}'`, {
        fix: `Describe the family in harness/families/data/${id}.yaml.`,
      });

    return { family: id, ...value };
  });

  const simulated = await readRecord(SIMULATED, screensFileSchema, root);
  const own = await readOwnTable(root);
  const rowsOf = <R>(of: (file: (typeof screens)[number]) => readonly R[]): (R & { family: string })[] =>
    screens.flatMap((file) => of(file).map((row) => ({ family: file.family, ...row })));

  return {
    locators: [...ownRows(own, 'locators', families), ...rowsOf(({ locators }) => locators)],
    ways: [...ownRows(own, 'ways', families), ...rowsOf(({ ways }) => ways)],
    walls: [...ownRows(own, 'walls', families), ...rowsOf(({ walls }) => walls)],
    switches: [...ownRows(own, 'switches', families), ...rowsOf(({ switches }) => switches)],
    denied,
    systemDialogs,
    simulated: {
      locators: simulated.locators.map((row) => ({ family: '*', ...row })),
      ways: simulated.ways.map((row) => ({ family: '*', ...row })),
    },
  };
}
