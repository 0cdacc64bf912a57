import { Fault } from '../model/fault.ts';
import type { BrowserTables, SystemDialogRow } from '../model/family.ts';
import type { Finder, FoundElement } from './finder.ts';

/** Handles dialogs of other apps: permissions, crashes, questions of the phone. */
export interface SystemDialogs {
  /**
   * Closes the first known dialog that is in front, and resolves to its name; undefined if there is none.
   * @throws {Fault} for a dialog that only the user may answer
   */
  closeOne(): Promise<string | undefined>;
  /** Closes dialogs about an earlier process. Resolves to their names. */
  closeLeftOver(): Promise<string[]>;
  /** Whether a dialog of another app is in front that asks for consent. */
  asksForConsent(): Promise<boolean>;
}

interface DialogHandset {
  serial: string;
  focused(): Promise<{ package: string; activity: string }>;
}

/** The title of a dialog (AOSP alert_dialog.xml). */
const TITLE = 'android:id/alertTitle';
/** If more dialogs appear in a row, one of them comes back each time. */
const MAX_LEFT_OVER = 6;

/** @throws {Fault} for a row that would press a button of the table of denied texts */
export function createSystemDialogs(
  handset: DialogHandset,
  finder: Pick<Finder, 'findBy'>,
  tables: Pick<BrowserTables, 'systemDialogs' | 'denied'>,
): SystemDialogs {
  const denied = new Set(tables.denied.map(({ text }) => text.toLowerCase()));
  const rows = tables.systemDialogs;
  for (const row of rows)
    for (const id of row.press)
      if (denied.has(id.toLowerCase()))
        throw new Fault(
          `the table of system dialogs has the button '${id}' for the dialog '${row.name}', but the table of denied texts forbids pressing it`,
        );

  const findById = async (id: string, row: SystemDialogRow): Promise<FoundElement | undefined> => {
    for (const name of row.packages ?? [undefined]) {
      const found = await finder.findBy({ strategy: 'id', value: id, package: name }, row.name);
      if (found) return found;
    }

    return undefined;
  };
  const isInFront = async (row: SystemDialogRow, readActivity: () => Promise<string>): Promise<boolean> => {
    if (row.activity !== undefined && !(await readActivity()).endsWith(row.activity)) return false;

    return row.id === undefined || (await findById(row.id, row)) !== undefined;
  };
  const nameOf = async (row: SystemDialogRow): Promise<string> => {
    const title = await finder.findBy({ strategy: 'id', value: TITLE }, row.name);

    return title
      ? `the dialog '${row.name}' with the title '${await title.text()}'`
      : `the dialog '${row.name}'`;
  };
  const press = async (row: SystemDialogRow): Promise<void> => {
    for (const id of row.press) {
      const button = await findById(id, row);
      if (!button) continue;
      const text = await button.text();
      if (denied.has(text.toLowerCase()))
        throw new Fault(
          `${handset.serial} shows ${await nameOf(row)}, whose button '${id}' says '${text}', which is never pressed`,
          { fix: 'Answer the dialog on the phone, and repeat the case.' },
        );
      await button.click();
      return;
    }
    throw new Fault(
      `${handset.serial} shows ${await nameOf(row)}, but none of the buttons '${row.press.join("', '")}'`,
      { fix: 'Answer the dialog on the phone, and repeat the case.' },
    );
  };
  const findRow = async (wanted: (row: SystemDialogRow) => boolean): Promise<SystemDialogRow | undefined> => {
    let activity: string | undefined;
    const readActivity = async (): Promise<string> => (activity ??= (await handset.focused()).activity);
    for (const row of rows) if (wanted(row) && (await isInFront(row, readActivity))) return row;

    return undefined;
  };

  return {
    async closeOne() {
      const row = await findRow(({ consent }) => !consent);
      if (!row) return undefined;
      if (row.fix !== undefined)
        throw new Fault(`${handset.serial} shows ${await nameOf(row)}`, { fix: row.fix });
      await press(row);

      return row.name;
    },
    async closeLeftOver() {
      const closed: string[] = [];
      for (;;) {
        const row = await findRow(({ leftOver }) => leftOver);
        if (!row || closed.length === MAX_LEFT_OVER) return closed;
        await press(row);
        closed.push(row.name);
      }
    },
    asksForConsent: async () => (await findRow(({ consent }) => consent)) !== undefined,
  };
}
