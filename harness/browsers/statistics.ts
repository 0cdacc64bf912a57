import { setTimeout as sleep } from 'node:timers/promises';
import type { SwitchReading } from '../model/mode.ts';
import type { SwitchRow } from '../model/family.ts';
import { ElementNotFound, type Finder, type FoundElement } from './finder.ts';
import type { Navigator } from './navigator.ts';
import { rowsFor } from './row-order.ts';

interface Settings {
  finder: Finder;
  navigator: Pick<Navigator, 'follow'>;
  switches: readonly SwitchRow[];
  family: string;
}

const SWITCH_MS = 3_000;

/** Opens the settings page with the statistics switch. */
export async function openStatistics({ navigator }: Pick<Settings, 'navigator'>): Promise<void> {
  await navigator.follow('statistics');
}

/** The switch on the current page, with its label; null if the page has none of the known labels. */
export async function readStatistics(settings: Settings): Promise<SwitchReading> {
  const found = await findSwitch(settings, SWITCH_MS);

  return found && (await readingOf(settings.finder, found));
}

/**
 * Sets the switch on the current page so that statistics of private mode are sent (`on`) or withheld. The meaning of its
 * position depends on its label: with "Enhanced incognito mode" checked, statistics are sent (palant.info 2020-05-08).
 */
export async function setStatistics(settings: Settings, on: boolean): Promise<SwitchReading> {
  const found = await findSwitch(settings, SWITCH_MS);
  if (!found)
    throw new ElementNotFound(
      `the settings page has no statistics switch with one of the labels ${settings.switches.map(({ label }) => `'${label}'`).join(', ')}`,
    );
  const wanted = on === (found.row.checkedMeans === 'sends');
  const before = await readingOf(settings.finder, found);
  if (before?.checked === wanted) return before;
  await (await partOf(settings.finder, 'statisticsSwitch', found)).click();
  const end = performance.now() + SWITCH_MS;
  for (;;) {
    const after = await readStatistics(settings);
    if (after?.checked === wanted) return after;
    if (performance.now() >= end)
      throw new Error(
        `the switch '${found.label}' was pressed, but is still ${after?.checked ? 'on' : 'off'}`,
      );
    await sleep(100);
  }
}

interface FoundSwitch {
  row: SwitchRow;
  /** The whole label on the screen. */
  label: string;
}

async function findSwitch(settings: Settings, limitMs: number): Promise<FoundSwitch | null> {
  const rows = rowsFor(settings.switches, settings.family);
  const findTitle = async (): Promise<FoundSwitch | undefined> => {
    for (const row of rows) {
      const title = await settings.finder.findBy(
        { strategy: row.strategy, value: row.label },
        'statisticsTitle',
      );
      if (title) return { row, label: await title.text() };
    }

    return undefined;
  };
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await settings.finder.scrollUntil(findTitle);
    if (found) return found;
    if (performance.now() >= end) return null;
    await sleep(100);
  }
}

async function readingOf(finder: Finder, found: FoundSwitch): Promise<SwitchReading> {
  const toggle = await partOf(finder, 'statisticsSwitch', found);
  const summary = await finder.find('statisticsSummary', { label: found.label });
  const checked = await toggle.attribute('checked');
  if (checked !== 'true' && checked !== 'false')
    throw new Error(
      `the attribute 'checked' of the switch '${found.label}' is '${String(checked)}', not 'true' or 'false'`,
    );

  return {
    label: found.label,
    ...(summary ? { summary: await summary.text() } : {}),
    checked: checked === 'true',
  };
}

async function partOf(finder: Finder, role: string, found: FoundSwitch): Promise<FoundElement> {
  const part = await finder.find(role, { label: found.label });
  if (!part) throw new ElementNotFound(`the row '${found.label}' has no '${role}'`);

  return part;
}
