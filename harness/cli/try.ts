import pc from 'picocolors';
import { writeHar } from '../evidence/har-writer.ts';
import { writeJson } from '../evidence/json-file.ts';
import { type ExitCode, exitCodeOf } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import type { TriedReport } from '../model/tried.ts';
import { createInternet } from '../origins/internet.ts';
import { createSinkAuthority, readSources } from '../simulator/try/index.ts';
import { readResponders, readSdks } from '../tables/sdks.ts';
import { hasColours, scanExitCode } from './scan.ts';
import { describeScan } from './scan-text.ts';
import { describeSent } from './try-text.ts';
import { type TriedVisit, tryVisit } from './try-visit.ts';

export interface TryOptions {
  json?: boolean;
  /** File for what was sent, as a HAR. */
  har?: string;
  /** File for the canaries. */
  canaries?: string;
}

/**
 * `leakgate handset try DIR...`: plays the scripts of simulated browsers through one private visit each, without Appium, adb,
 * Chromium and APK, and prints what each sent and what the detector finds in it.
 * @returns 3 if a script has an error; otherwise as `leakgate scan`
 * @throws {Fault} for a folder without a simulated browser, and for a script that cannot be bundled
 */
export async function tryScripts(dirs: readonly string[], options: TryOptions): Promise<ExitCode> {
  invariant(
    dirs.length === 1 || (options.har === undefined && options.canaries === undefined),
    `--har and --canaries name the files of one browser, but ${dirs.length} were given`,
    'name one folder',
  );
  const browsers = await Promise.all(dirs.map(async (dir) => ({ dir, sources: await readSources(dir) })));
  const sdks = await readSdks();
  const responders = await readResponders(sdks);
  const authority = createSinkAuthority();
  const visits: TriedVisit[] = [];
  for (const browser of browsers) {
    const { respond } = createInternet({ responders });
    const visit = await tryVisit({ ...browser, respond, authority, sdks });
    if (options.json !== true) printVisit(visit);
    visits.push(visit);
  }
  if (options.json === true) {
    const report: TriedReport = { schema: 'leakgate/try@1', browsers: visits.map(({ tried }) => tried) };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  const [first] = visits;
  if (first && options.har !== undefined) await writeHar(options.har, first.entries);
  if (first && options.canaries !== undefined) await writeJson(options.canaries, first.canaries);

  return exitCode(visits);
}

function printVisit({ tried, canaries, excerptOf }: TriedVisit): void {
  const colours = pc.createColors(hasColours());
  const lines = describeSent(tried, colours);
  if (tried.requests.length > 0) {
    const sources = [{ file: tried.dir, first: 0, count: tried.requests.length }];
    lines.push(...describeScan(tried.scan, canaries, { excerptOf, sources, colours }), '');
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** What a script with an error sends is not what it is meant to send, so an error decides the exit code. */
function exitCode(visits: readonly TriedVisit[]): ExitCode {
  if (visits.some(({ tried }) => tried.errors.length > 0)) return exitCodeOf(['fault']);
  const codes = visits.map(({ tried }) => scanExitCode(tried.scan));

  return codes.find((code) => code === 1) ?? codes.find((code) => code === 2) ?? 0;
}
