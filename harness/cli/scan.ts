import pc from 'picocolors';
import { readCanaries } from '../evidence/folders.ts';
import type { Canary } from '../model/canary.ts';
import { counted } from '../model/counted.ts';
import { type ExitCode, exitCodeOf } from '../model/exit.ts';
import { Fault, invariant } from '../model/fault.ts';
import { printable } from '../model/printable.ts';
import type { ScanReport } from '../model/scan.ts';
import { readSdks } from '../tables/sdks.ts';
import { searchFiles } from './scan-files.ts';
import type { SourceReading } from './scan-reading.ts';
import { describeScan } from './scan-text.ts';

export interface ScanOptions {
  /** The canaries file. */
  canaries: string;
  json?: boolean;
}

/** Unreadable entries that are named on stderr. */
const MAX_NAMED = 10;

/**
 * `leakgate scan FILE... --canaries FILE`: finds canaries in recorded traffic without a phone. A file is a HAR of any program,
 * a case's folder, or a folder with HARs.
 * @returns 1 for a finding; 3 where a file is incomplete; 2 where something was not searched: an entry that is not readable,
 * content that the HAR lacks, an encrypted or unknown part, a part for which the budget ended, or a file of a folder that
 * looks like a recording and is not read; else 0
 * @throws {Fault} for a missing or broken file, with its name and the place, and where there is nothing to search
 */
export async function scan(files: readonly string[], options: ScanOptions): Promise<ExitCode> {
  const canaries = await readCanaries(options.canaries);
  throwIfUseless(canaries, options.canaries);
  const { report, readings, excerptOf } = await searchFiles(files, canaries, await readSdks());
  throwIfNothingSearched(report, readings);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const lines = describeScan(report, canaries, {
      excerptOf,
      sources: readings,
      colours: pc.createColors(hasColours()),
    });
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  for (const line of complaints(report, readings)) process.stderr.write(`leakgate: ${printable(line)}\n`);

  return scanExitCode(report);
}

/** Findings name canaries by id, so ids must be unique. @throws {Fault} for a repeated id, and where there is no canary */
function throwIfUseless(canaries: readonly Canary[], file: string): void {
  invariant(
    canaries.length > 0,
    `nothing was searched: ${file} contains no canaries`,
    'list the values to search for in this file',
  );
  const ids = canaries.map(({ id }) => id);
  const repeatedId = ids.find((id, at) => ids.indexOf(id) !== at);
  invariant(
    repeatedId === undefined,
    `${file}: two canaries have the id ${JSON.stringify(repeatedId)}, so a finding could not name its canary`,
    'give each canary its own id',
  );
}

/** @throws {Fault} where no file has an entry, except if a host name contained a canary */
function throwIfNothingSearched(report: ScanReport, readings: readonly SourceReading[]): void {
  if (report.findings.length > 0 || readings.some(({ count }) => count > 0)) return;
  const faults = readings.flatMap(({ fault }) => fault ?? []);
  for (const fault of faults.slice(1)) process.stderr.write(`leakgate: ${printable(fault.message)}\n`);
  throw (
    faults[0] ??
    new Fault(`nothing was searched: ${readings.map(({ file }) => file).join(', ')}: log.entries is empty`, {
      fix: 'record the traffic again, and export it as HAR',
    })
  );
}

/** The exit code of a report. A file that was read only in part is not decided, except by a finding. */
export function scanExitCode({ findings, opaque, incomplete, unreadFiles, stats }: ScanReport): ExitCode {
  if (findings.length > 0) return exitCodeOf(['leak']);
  if (incomplete) return exitCodeOf(['fault']);
  const isDecided =
    stats.exhausted === 0 &&
    stats.unreadable === undefined &&
    unreadFiles === undefined &&
    opaque.every((part) => part.class === 'media');

  return exitCodeOf([isDecided ? 'fine' : 'undecided']);
}

/** Sentences about what could not be read. */
function* complaints(
  { unreadFiles = [] }: ScanReport,
  readings: readonly SourceReading[],
): Generator<string> {
  for (const { file, why } of unreadFiles) yield `${file} was not searched: it is ${why}`;
  for (const { file, unreadable } of readings) {
    for (const { why } of unreadable.slice(0, MAX_NAMED)) yield `cannot read ${file}: ${why}`;
    const more = unreadable.length - MAX_NAMED;
    if (more > 0) yield `cannot read ${file}: and ${more} more`;
  }
  for (const { fault, count } of readings)
    if (fault) yield `${fault.message}; searched until there: ${counted(count, 'entry')}`;
}

/** Colours only for a terminal whose user wants them (no-color.org). */
export function hasColours(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}
