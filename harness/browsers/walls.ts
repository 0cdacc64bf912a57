import { Fault } from '../model/fault.ts';
import type { BrowserTables, WallRow } from '../model/family.ts';
import type { DrivenRelease } from './driven-release.ts';
import { ElementNotFound, type Finder, type FoundElement } from './finder.ts';
import { rowsFor } from './row-order.ts';
import type { SystemDialogs } from './system-dialogs.ts';

/** Handles dialogs that cover the browser. */
export interface WallBreaker {
  /** Agrees in the consent dialog, if it appears before the home page. Resolves to whether it agreed. */
  agreeToConsent(): Promise<boolean>;
  /** Dismisses every known dialog that appears, one after the other: of the browser, or of another app. Resolves to their names. */
  dismiss(): Promise<string[]>;
}

/** If more dialogs appear in a row, one of them comes back each time. */
const MAX_WALLS = 6;
const CONSENT_MS = 15_000;
/** Milliseconds to wait for the first screen before dismissing walls. */
const BEFORE_WALLS_MS = 3_000;

/** @throws {Fault} for a wall that would be dismissed by pressing a text that is never pressed */
export function createWallBreaker(
  release: DrivenRelease,
  handset: { serial: string },
  finder: Finder,
  systemDialogs: Pick<SystemDialogs, 'closeOne'>,
  tables: Pick<BrowserTables, 'walls' | 'denied'>,
): WallBreaker {
  const denied = new Set(tables.denied.map(({ text }) => text.toLowerCase()));
  const rows = rowsFor(tables.walls, release.family);
  for (const row of rows)
    for (const text of row.press)
      if (denied.has(text.toLowerCase()))
        throw new Fault(
          `the table of walls has the button '${text}' for the wall '${row.name}', but the table of denied texts forbids pressing it`,
        );

  const dismissOne = async (row: WallRow): Promise<boolean> => {
    const title = await finder.findBy(row, row.name);
    if (!title) return false;
    const button = await buttonOf(row);
    if (!button)
      throw new Error(
        `${release.family} ${release.versionName} on ${handset.serial} shows the wall '${row.name}' ('${row.value}') ` +
          `but none of the buttons '${row.press.join("', '")}'`,
      );
    await button.click();

    return true;
  };
  const buttonOf = async (row: WallRow): Promise<FoundElement | undefined> => {
    for (const value of row.press)
      for (const strategy of value.includes(':id/') ? (['id'] as const) : (['text', 'desc'] as const)) {
        const button = await finder.findBy({ strategy, value, package: row.package }, row.name);
        if (button) return button;
      }

    return undefined;
  };
  const dismiss = async (): Promise<string[]> => {
    const dismissed: string[] = [];
    for (;;) {
      const name = (await systemDialogs.closeOne()) ?? (await findAsync(rows, dismissOne))?.name;
      if (name === undefined) return dismissed;
      dismissed.push(name);
      if (dismissed.length > MAX_WALLS)
        throw new Error(`${release.family} ${release.versionName}: walls come back: ${dismissed.join(', ')}`);
    }
  };
  /** Waits for the consent dialog or the home page; a wall may be in front of either. */
  const waitForFirstScreen = async (): Promise<FoundElement> => {
    const roles = ['consentAgree', 'consentTitle', 'homeSearchBox'];
    try {
      return await finder.waitForAny(roles, BEFORE_WALLS_MS);
    } catch (error) {
      if (!(error instanceof ElementNotFound)) throw error;
      await dismiss();

      return await finder.waitForAny(roles, CONSENT_MS);
    }
  };

  return {
    dismiss,
    async agreeToConsent() {
      const element = await waitForFirstScreen();
      if (element.role === 'homeSearchBox') return false;
      const button = await finder.scrollUntil(() => finder.find('consentAgree'));
      // A dialog without that button does not ask for consent; it is a wall.
      if (!button) return false;
      await button.click();
      if (!(await finder.waitUntilGone('consentAgree')))
        throw new Error(
          `${release.family} ${release.versionName}: the consent dialog is still open after its button to agree was pressed`,
        );

      return true;
    },
  };
}

async function findAsync<T>(
  items: readonly T[],
  test: (item: T) => Promise<boolean>,
): Promise<T | undefined> {
  for (const item of items) if (await test(item)) return item;

  return undefined;
}
