import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { browserFor } from '../browsers/browser-page.ts';
import { chooseWord, inspectBrowser, type ProposedRows, type Talk } from '../browsers/inspect/inspect.ts';
import { tablesFor } from '../browsers/release-screens.ts';
import type { Handset } from '../handset/handset.ts';
import { counted } from '../model/counted.ts';
import { makeFolder } from '../evidence/make-folder.ts';
import type { ExitCode } from '../model/exit.ts';
import { Fault, invariant } from '../model/fault.ts';
import { type CataloguedRelease, nameOfRelease } from '../model/release.ts';
import { loadCatalog } from '../releases/catalog.ts';
import { selectReleases } from '../releases/select.ts';
import { withPhone } from '../runner/launch/single-phone.ts';
import { projectRoot } from '../runner/project.ts';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { OWN_TABLE } from '../tables/own-table.ts';
import { addToOwnTable } from '../tables/write-own-table.ts';
import { openTalk } from './inspect-talk.ts';

export interface InspectOptions {
  handset: string;
  release: string;
  /** A file with one answer in each line, in place of a conversation. */
  answers?: string;
  /** Folder for page sources and pictures; by default a new one in `reports/`. */
  out?: string;
}

/**
 * `inspect`: walks through a browser with the user, says which locators match, keeps each screen, and adds rows for the rest to the
 * user's own table.
 */
export async function inspectCommand(options: InspectOptions): Promise<ExitCode> {
  const families = await readFamilies();
  const release = await selectOne(
    options,
    families.map(({ family }) => family),
  );
  const id = `inspect-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
  const folder = resolve(options.out ?? join(projectRoot, 'reports', id));
  makeFolder(join(folder, 'logs'));
  const { talk, interrupted, close } = await openTalk(options.answers);
  try {
    const rows = await withPhone(
      { handset: options.handset, id, logDir: join(folder, 'logs'), print: talk.say },
      (handset) => inspectOn(handset, release, talk, folder),
    );
    await addRows(release, rows, talk);
    talk.say(`page sources and pictures: ${folder}`);
  } catch (error) {
    // The question that Ctrl-C ended has failed.
    if (interrupted()) return 130;
    throw error;
  } finally {
    close();
  }

  return 0;
}

async function selectOne(
  { release: expression }: InspectOptions,
  families: readonly string[],
): Promise<CataloguedRelease> {
  const [release, ...more] = selectReleases(await loadCatalog(projectRoot), expression, families);
  invariant(
    release && more.length === 0,
    `--release ${expression} selects ${counted(more.length + 1, 'release')}, but one is inspected at a time`,
    `Name one of them: ${[release, ...more].flatMap((each) => (each ? [nameOfRelease(each)] : [])).join(', ')}.`,
  );

  return release;
}

async function inspectOn(
  handset: Handset,
  release: CataloguedRelease,
  talk: Talk,
  folder: string,
): Promise<ProposedRows> {
  const { simulated } = await handset.facts();
  if (simulated !== release.simulated)
    throw new Fault(
      simulated
        ? `${release.file} is a vendor's APK: the simulated handset cannot run it`
        : `${release.file} is a simulated browser: a real phone cannot run it`,
      {
        fix: simulated
          ? 'Use the serial of a phone: --handset SERIAL'
          : "Add the vendor's APK with: leakgate apks add PATH, or use --handset sim.",
      },
    );
  const { package: name, sha256 } = release;
  await handset.install({ file: join(projectRoot, release.file), package: name, sha256 });
  const question = `Delete the data of ${name}, so that the first run shows?`;
  if ((await chooseWord(talk, question, ['yes', 'skip'])) === 'yes') {
    await handset.clear(name);
    await handset.denyNotifications(name);
  }
  const ours = await readBrowserTables(await readFamilies());
  const tables = tablesFor(ours, release);

  return await inspectBrowser({
    release,
    handset,
    tables,
    talk,
    launch: () => browserFor(release, handset, tables).launch(),
    async keep(screen, source, png) {
      await writeFile(join(folder, `${screen}.xml`), source);
      if (png) await writeFile(join(folder, `${screen}.png`), png);
    },
  });
}

async function addRows({ family }: CataloguedRelease, rows: ProposedRows, talk: Talk): Promise<void> {
  const { locators, ways, walls, switches } = rows;
  const count = locators.length + ways.length + walls.length + switches.length;
  if (count === 0) return talk.say('The tables find every element; no row was added.');
  const question = `Add ${counted(count, 'row')} for ${family} to ${OWN_TABLE}?`;
  if ((await chooseWord(talk, question, ['yes', 'no'])) === 'no') return talk.say('No row was added.');
  await addToOwnTable(family, rows);
  talk.say(`added ${counted(count, 'row')} to ${join(projectRoot, OWN_TABLE)}`);
}
