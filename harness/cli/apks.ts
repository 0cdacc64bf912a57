import { resolve } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import { counted } from '../model/counted.ts';
import type { ExitCode } from '../model/exit.ts';
import { type CataloguedRelease, nameOfRelease } from '../model/release.ts';
import type { Sdk } from '../model/sdk.ts';
import { addToCatalog } from '../releases/add.ts';
import { loadCatalog, saveCatalog } from '../releases/catalog.ts';
import { checkCatalog } from '../releases/check.ts';
import { orderReleases, selectReleases } from '../releases/select.ts';
import { windowOf } from '../releases/window.ts';
import { readFamilies } from '../tables/families.ts';
import { readSdks } from '../tables/sdks.ts';

export interface ApksOptions {
  /** Prints data as JSON on stdout. */
  json?: boolean;
  /** The project's folder; by default the one that contains this file. */
  root?: string;
}

const PROJECT = resolve(import.meta.dirname, '../..');

/** `apks add PATH...`: reads APKs, or all APKs in a folder, and catalogues them. If one is refused, none is added. */
export async function addApks(paths: readonly string[], options: ApksOptions = {}): Promise<ExitCode> {
  const added = await addToCatalog(rootOf(options), paths);
  const sdks = await readSdks();
  if (options.json) printJson(added.map(({ release }) => release));
  for (const { release, copied, unknownSdk, replaced } of added) {
    printLine(
      `added ${nameOfRelease(release)} (${release.package}, ${kindOf(release)}) from ${release.file}`,
    );
    if (copied) printLine(`  copied from ${copied}`);
    for (const before of replaced) printLine(`  ${replacedText(before, release)}`);
    printLine(`  signed by ${release.signer}`);
    printLine(`  SDKs found: ${release.sdks.join(', ') || 'none known'}; waits ${windowText(release, sdks)}`);
    if (unknownSdk !== undefined)
      printLine(`  looks like an SDK that no table describes: ${unknownSdk} (CONTRIBUTING.md: An SDK)`);
  }

  return 0;
}

/** `apks list`: the releases of the catalogue, oldest first. */
export async function listApks(options: ApksOptions = {}): Promise<ExitCode> {
  const releases = orderReleases((await loadCatalog(rootOf(options))).releases);
  if (options.json) printJson(releases);
  else if (releases.length === 0) printLine('the catalogue is empty; add APKs with: leakgate apks add PATH');
  else process.stdout.write(`${tableOf(releases)}\n`);

  return 0;
}

/** `apks show RELEASE`: everything the catalogue has about it. */
export async function showApk(expression: string, options: ApksOptions = {}): Promise<ExitCode> {
  const releases = selectReleases(await loadCatalog(rootOf(options)), expression, await familyIds());
  if (options.json) printJson(releases);
  else {
    const sdks = await readSdks();
    process.stdout.write(releases.map((release) => detailsOf(release, sdks)).join('\n'));
  }

  return 0;
}

/** `apks verify`: reads every APK again and compares it with the catalogue; 3 if one is missing or different. */
export async function verifyApks(options: ApksOptions = {}): Promise<ExitCode> {
  const root = rootOf(options);
  const outcomes = await checkCatalog(root, await loadCatalog(root));
  if (options.json)
    printJson(
      outcomes.map(({ release, problems }) => ({
        release: nameOfRelease(release),
        file: release.file,
        problems,
      })),
    );
  const wrong = outcomes.filter(({ problems }) => problems.length > 0);
  for (const { release } of outcomes.filter(({ problems }) => problems.length === 0))
    printLine(`${nameOfRelease(release)}: matches the catalogue`);
  // Last, so that they are on the screen at the end.
  for (const { release, problems } of wrong)
    printLine(pc.red(`${nameOfRelease(release)} (${release.file}): ${problems.join('; ')}`));
  if (outcomes.length === 0) printLine('the catalogue is empty, so no APK was verified');
  else if (wrong.length === 0)
    printLine(`${counted(outcomes.length, 'APK matches', 'APKs match')} the catalogue`);
  else
    printLine(
      `${wrong.length} of ${counted(outcomes.length, 'APK')} ${wrong.length === 1 ? 'does' : 'do'} not match the catalogue; put the catalogued files back, or add the new ones with: npx leakgate apks add PATH`,
    );

  return wrong.length > 0 ? 3 : 0;
}

/** `apks remove RELEASE`: removes it from the catalogue; the APK file stays. */
export async function removeApks(expression: string, options: ApksOptions = {}): Promise<ExitCode> {
  const root = rootOf(options);
  const catalog = await loadCatalog(root);
  const removed = selectReleases(catalog, expression, await familyIds());
  await saveCatalog(root, {
    ...catalog,
    releases: catalog.releases.filter((release) => !removed.includes(release)),
  });
  if (options.json) printJson(removed);
  for (const release of removed)
    printLine(`removed ${nameOfRelease(release)}; ${release.file} stays on disk`);

  return 0;
}

/** An entry that another one took the place of, without a word, would look like a release that was lost. */
function replacedText(before: CataloguedRelease, release: CataloguedRelease): string {
  return before.sha256 === release.sha256
    ? `the catalogue entry named the same APK as ${before.file} until now; that file is no longer used`
    : `replaces ${nameOfRelease(before)} (SHA-256 ${before.sha256.slice(0, 8)}...), which had the same file`;
}

function rootOf({ root }: ApksOptions): string {
  return root ?? PROJECT;
}

async function familyIds(): Promise<string[]> {
  return (await readFamilies()).map(({ family }) => family);
}

function printJson(data: unknown): void {
  process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
}

function printLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

function kindOf(release: CataloguedRelease): string {
  return release.simulated ? 'simulated' : 'real';
}

function windowText({ sdks }: CataloguedRelease, known: readonly Sdk[]): string {
  return `${windowOf(sdks, known) / 1000} s`;
}

/** Which elements of private mode the release's own resources name. */
function screensText({ screens = [] }: CataloguedRelease): string {
  const roles = [...new Set(screens.map(({ role }) => role))];

  return roles.length > 0 ? `its resources name ${roles.join(', ')}` : 'its resources name no element';
}

function tableOf(releases: readonly CataloguedRelease[]): string {
  const table = new Table({
    head: ['release', 'package', 'versionCode', 'kind', 'switch', 'SDKs', 'SHA-256'],
    style: { head: [], border: [] },
  });
  for (const one of releases) {
    table.push([
      nameOfRelease(one),
      one.package,
      String(one.versionCode),
      kindOf(one),
      one.statisticsSwitch ? 'yes' : 'no',
      one.sdks.join(', ') || '-',
      one.sha256.slice(0, 8),
    ]);
  }

  return table.toString();
}

function detailsOf(release: CataloguedRelease, sdks: readonly Sdk[]): string {
  const rows: [string, string][] = [
    ['release', nameOfRelease(release)],
    ['kind', kindOf(release)],
    ['package', release.package],
    ['versionCode', String(release.versionCode)],
    ['file', release.file],
    ['SHA-256', release.sha256],
    ['signer', release.signer],
    ['SDK levels', `${release.minSdk} to ${release.targetSdk}`],
    ['debuggable', release.debuggable ? 'yes' : 'no'],
    ['activity', release.activity],
    ['statistics switch', release.statisticsSwitch ? 'yes' : 'no'],
    ['SDKs', release.sdks.join(', ') || 'none known'],
    ['window', windowText(release, sdks)],
    ['private mode', screensText(release)],
  ];

  return rows.map(([name, value]) => `${name.padEnd(18)} ${value}\n`).join('');
}
