import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import pc from 'picocolors';
import { parse } from 'yaml';
import { z } from 'zod';
import { createDetector, DEFAULT_BUDGET } from '../detect/detector.ts';
import { locate } from '../detect/locate.ts';
import { exchangeOf } from '../evidence/exchanges.ts';
import { readCanaries } from '../evidence/folders.ts';
import { readHar } from '../evidence/har-reader.ts';
import { readText } from '../evidence/json-file.ts';
import type { Canary } from '../model/canary.ts';
import { hostRowSchema } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import { type ExitCode, exitCodeOf } from '../model/exit.ts';
import type { ScanReport } from '../model/scan.ts';
import { projectRoot } from '../runner/project.ts';
import { describeScan, type Excerpts } from './scan-text.ts';

export interface ScanOptions {
  /** The canaries file. */
  canaries: string;
  json?: boolean;
}

const PROGRESS_MS = 2000;

/**
 * `leakgate scan FILE... --canaries FILE`: canaries in recorded traffic, no phone needed.
 * @returns 1 for a finding; 2 where decoding was cut short or an encrypted or unknown part stayed closed; else 0
 * @throws {Fault} for a file that is missing or broken, naming it and the place
 */
export async function scan(files: readonly string[], options: ScanOptions): Promise<ExitCode> {
  const started = performance.now();
  const canaries = await readCanaries(options.canaries);
  const hosts = z
    .array(hostRowSchema)
    .parse(parse(await readText(join(projectRoot, 'harness/detect/data/hosts.yaml'))));
  const detector = createDetector(canaries, { hosts }, DEFAULT_BUDGET);
  const sources: { file: string; count: number }[] = [];
  let index = 0;
  for (const file of files) {
    const first = index;
    const progress = await startProgress(file);
    for await (const entry of readHar(file, { passed: progress.passed })) {
      detector.push(exchangeOf(entry, index++));
      progress.tell(index - first);
    }
    sources.push({ file, count: index - first });
  }
  const found = detector.end();
  const report: ScanReport = {
    ...found,
    stats: { ...found.stats, ms: Math.round(performance.now() - started) },
  };
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const excerpts = await excerptsOf(report, canaries, sources);
    process.stdout.write(`${describeScan(report, canaries, excerpts, pc).join('\n')}\n`);
  }

  return scanExitCode(report);
}

/** Tells a person now and then how far the reading of a file is; nobody where nobody looks. */
async function startProgress(
  file: string,
): Promise<{ passed(bytes: number): void; tell(exchanges: number): void }> {
  const size = process.stderr.isTTY
    ? await stat(file).then(
        (found) => found.size,
        () => 0,
      )
    : 0;
  let read = 0;
  let told = performance.now();

  return {
    passed: (bytes) => (read = bytes),
    tell(exchanges) {
      if (!process.stderr.isTTY || performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      const share = size > 0 ? `${Math.floor((read / size) * 100)} %, ` : '';
      process.stderr.write(`${relative(process.cwd(), file)}: ${share}${exchanges} exchanges searched\n`);
    },
  };
}

/** What a report says as an exit code. */
export function scanExitCode({ findings, opaque, stats }: ScanReport): ExitCode {
  if (findings.length > 0) return exitCodeOf(['leak']);

  return exitCodeOf([
    stats.exhausted > 0 || opaque.some((each) => each.class !== 'media') ? 'undecided' : 'fine',
  ]);
}

/** The decoded text around each finding, by reading the files with findings once more. */
async function excerptsOf(
  report: ScanReport,
  canaries: readonly Canary[],
  sources: readonly { file: string; count: number }[],
): Promise<Excerpts> {
  const wanted = new Set(report.findings.map((finding) => finding.exchange));
  const excerpts: Excerpts = new Map();
  let first = 0;
  for (const { file, count } of sources) {
    let index = first;
    first += count;
    if (![...wanted].some((each) => each >= index && each < first)) continue;
    for await (const entry of readHar(file)) {
      if (wanted.has(index)) readExcerpts(exchangeOf(entry, index), report, canaries, excerpts);
      index++;
    }
  }

  return excerpts;
}

function readExcerpts(
  exchange: Exchange,
  report: ScanReport,
  canaries: readonly Canary[],
  excerpts: Excerpts,
): void {
  for (const finding of report.findings) {
    const canary = canaries.find((each) => each.id === finding.canary);
    if (finding.exchange !== exchange.index || !canary) continue;
    const again = locate(exchange, finding, canary, DEFAULT_BUDGET);
    if (again) excerpts.set(finding, again);
  }
}
