import pc from 'picocolors';
import { createDetector, DEFAULT_BUDGET } from '../detect/index.ts';
import { readCanaries } from '../evidence/folders.ts';
import type { Canary } from '../model/canary.ts';
import type { JudgedExchange } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import { type ExitCode, exitCodeOf } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import type { ScanReport } from '../model/scan.ts';
import { readSdks } from '../tables/sdks.ts';
import { siteOf } from '../verdict/index.ts';
import { startProgress } from './scan-progress.ts';
import {
  type ConnectionName,
  exchangesIn,
  readRecordedNames,
  type ScanSource,
  findSource,
  tunnelOf,
} from './scan-source.ts';
import { describeScan, type ReadSource } from './scan-text.ts';

export interface ScanOptions {
  /** The canaries file. */
  canaries: string;
  json?: boolean;
}

interface ScannedSource extends ReadSource, ScanSource {}

/**
 * `leakgate scan FILE... --canaries FILE`: finds canaries in recorded traffic without a phone. A file is a HAR, or a case's folder.
 * @returns 1 for a finding; 2 where the budget was exhausted or an encrypted or unknown part is opaque; else 0
 * @throws {Fault} for a missing or broken file, with its name and the place
 */
export async function scan(files: readonly string[], options: ScanOptions): Promise<ExitCode> {
  const started = performance.now();
  const canaries = await readCanaries(options.canaries);
  throwIfIdsRepeat(canaries, options.canaries);
  const detector = createDetector(canaries, await readSdks(), DEFAULT_BUDGET, { siteOf });
  const sources: ScannedSource[] = [];
  const names: ConnectionName[] = [];
  let index = 0;
  for (const file of files) {
    const source = await findSource(file);
    const read = await readSource(source, index, (exchange) => detector.push(exchange));
    names.push(...read.names);
    sources.push({ ...source, file, first: index, count: read.count });
    index += read.count;
  }
  for (const name of names) detector.pushName({ ...name, index: name.index ?? index++ });
  const result = detector.end();
  const report: ScanReport = {
    ...result,
    stats: { ...result.stats, ms: Math.round(performance.now() - started) },
  };
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const lines = describeScan(report, canaries, {
      excerptOf: detector.excerptOf,
      sources,
      colours: pc.createColors(hasColours()),
    });
    process.stdout.write(`${lines.join('\n')}\n`);
  }

  return scanExitCode(report);
}

/** Findings name canaries by id, so ids must be unique. @throws {Fault} with an id that two canaries have */
function throwIfIdsRepeat(canaries: readonly Canary[], file: string): void {
  const ids = canaries.map(({ id }) => id);
  const repeatedId = ids.find((id, at) => ids.indexOf(id) !== at);
  invariant(
    repeatedId === undefined,
    `${file}: two canaries have the id ${JSON.stringify(repeatedId)}, so a finding could not name its canary`,
    'give each canary its own id',
  );
}

/** The exit code of a report. */
export function scanExitCode({ findings, opaque, stats }: ScanReport): ExitCode {
  if (findings.length > 0) return exitCodeOf(['leak']);

  return exitCodeOf([
    stats.exhausted > 0 || opaque.some((part) => part.class !== 'media') ? 'undecided' : 'fine',
  ]);
}

/** Reads a whole source. @returns the number of exchanges, and host names that were requested without an exchange */
async function readSource(
  source: ScanSource,
  first: number,
  push: (exchange: Exchange) => void,
): Promise<{ count: number; names: ConnectionName[] }> {
  const names: ConnectionName[] = [];
  const seen: Pick<JudgedExchange, 'host' | 'index'>[] = [];
  const progress = await startProgress(source.har);
  let count = 0;
  const listener = {
    onBytesRead: progress.onBytesRead,
    onRefusedName: (name: string) => names.push({ kind: 'sni', name }),
  };
  for await (const exchange of exchangesIn(source, first, listener)) {
    push(exchange);
    const tunnel = tunnelOf(exchange);
    if (tunnel) names.push(tunnel);
    if (source.visibility) seen.push({ host: exchange.host, index: exchange.index });
    progress.showProgress(++count);
  }

  return { count, names: [...names, ...(await readRecordedNames(source, seen))] };
}

/** Colours only for a terminal whose user wants them (no-color.org). */
export function hasColours(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}
