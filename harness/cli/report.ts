import { spawn } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import pc from 'picocolors';
import { readRun } from '../evidence/folders.ts';
import type { ExitCode } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import type { Redaction } from '../model/redaction.ts';
import { allureBinary, allureEnvironment } from '../report/allure/generate.ts';
import { decodingSteps } from './decoding-steps.ts';
import { findLatestRun } from './latest-run.ts';
import { historyFor } from './history-file.ts';
import { type ConditionalOption, refuseIneffective } from './ineffective-options.ts';
import { warnOfTampering } from './tampering-warning.ts';
import { resultLines } from '../report/present.ts';
import { REPORT_FILES, writeReports, writeSinglePage } from '../report/reports.ts';
import { readSummary } from '../report/summary/read.ts';
import { redactRun } from './redact.ts';
import { projectRoot } from '../runner/project.ts';
import { counted } from '../model/counted.ts';

export interface ReportOptions {
  /** Opens the Allure report in the browser and serves it until Ctrl-C. */
  open?: boolean;
  json?: boolean;
  /** Makes a redacted bundle in place of reports. */
  redact?: boolean;
  /** The folder of the redacted bundle. */
  out?: string;
  withScreens?: boolean;
  /** The file that carries results from run to run. */
  history?: string;
  /** Writes one file with the evidence of the failures inside, in place of all reports. */
  singleFile?: boolean;
}

/**
 * `leakgate report [RUN]`: makes all reports of a run again, and prints their paths. By default of the latest run.
 */
export async function report(run: string | undefined, options: ReportOptions): Promise<ExitCode> {
  const runDir = run === undefined ? await findLatestRun(join(projectRoot, 'reports')) : resolve(run);
  refuseIneffective(conditionsOf(options));
  if (options.redact) return makeBundle(runDir, options);
  const record = await readRun(runDir);
  const warnings = await warnOfTampering(runDir, record);
  const history = await historyFor(runDir, record, options.history, warnings.length > 0);
  const pageOptions = { stepsOf: decodingSteps, warnings, ...(history && { sinceOf: history.sinceOf }) };
  process.stderr.write(`${resultLines(await readSummary(runDir, record, pageOptions)).join('\n')}\n`);
  for (const warning of [...warnings, ...(history?.lines ?? [])])
    process.stderr.write(`${pc.yellow(warning)}\n`);
  const here = (path: string) => relative(process.cwd(), path) || '.';
  if (options.singleFile) {
    const file = here(join(runDir, await writeSinglePage(runDir, record, pageOptions)));
    if (!record.redacted && record.handsets.some(({ simulated }) => !simulated))
      process.stderr.write(
        `${pc.yellow('the file has identifiers of the phone; to publish it, make it from a redacted bundle: add --redact --out DIR first, then run this command on DIR')}\n`,
      );
    process.stdout.write(options.json ? `${JSON.stringify({ singleFile: file }, null, 2)}\n` : `${file}\n`);

    return 0;
  }
  const { allure, warnings: left } = await writeReports(runDir, record, { ...pageOptions, history });
  for (const warning of left) process.stderr.write(`${pc.yellow(warning)}\n`);
  const paths = {
    ...Object.fromEntries(
      Object.entries(REPORT_FILES).map(([name, file]) => [name, here(join(runDir, file))]),
    ),
    ...(options.history !== undefined && { history: here(resolve(options.history)) }),
  };
  process.stdout.write(
    options.json ? `${JSON.stringify(paths, null, 2)}\n` : `${Object.values(paths).join('\n')}\n`,
  );
  if (options.open) await openAllure(allure);

  return 0;
}

function conditionsOf(options: ReportOptions): ConditionalOption[] {
  const { open, redact, out, withScreens, history, singleFile } = options;
  const bundleFirst = 'make the bundle first, then run: npx leakgate report BUNDLE';

  return [
    {
      option: '--single-file',
      isGiven: singleFile === true,
      hasEffect: !redact,
      because: '--redact and --single-file are two steps',
      fix: `${bundleFirst} --single-file`,
    },
    {
      option: '--out',
      isGiven: out !== undefined,
      hasEffect: redact === true,
      because:
        'only a redacted bundle has its own folder; all other reports are written into the folder of the run',
      fix: 'add --redact, or leave --out out',
    },
    {
      option: '--with-screens',
      isGiven: withScreens === true,
      hasEffect: redact === true,
      because: 'only a redacted bundle leaves screenshots out',
      fix: 'add --redact --out DIR, or leave --with-screens out',
    },
    {
      option: '--history',
      isGiven: history !== undefined,
      hasEffect: !redact,
      because: 'a bundle is written without its history',
      fix: `${bundleFirst} --history FILE`,
    },
    {
      option: '--open',
      isGiven: open === true,
      hasEffect: !redact && !singleFile,
      because: 'it opens the Allure report, which --redact and --single-file do not write',
      fix: 'leave --open out, or run: npx leakgate report RUN --open',
    },
  ];
}

async function makeBundle(runDir: string, { out, withScreens, json }: ReportOptions): Promise<ExitCode> {
  invariant(out !== undefined, 'a redacted bundle needs its own folder', 'name a new folder with --out');
  const redaction = await redactRun(runDir, { out, withScreens: withScreens ?? false });
  const here = relative(process.cwd(), resolve(out)) || '.';
  if (json) process.stdout.write(`${JSON.stringify(redaction, null, 2)}\n`);
  else {
    process.stdout.write(`${here}\n`);
    process.stderr.write(
      `${describeRedaction(redaction).join('\n')}\nread the bundle before you publish it; readers can verify the bundle with: npx leakgate verify ${here}\n`,
    );
  }

  return 0;
}

function describeRedaction({ of, replaced, files, parts, lost }: Redaction): string[] {
  return [
    `the bundle is a redacted copy of the run whose digest is sha256:${of}`,
    ...replaced.map(({ name, times }) => `  replaced: ${name}, ${counted(times, 'time')}`),
    `  left out: ${counted(files.length, 'file')}, ${counted(parts.length, 'part')} of messages; redaction.json lists what was left out`,
    ...lost.map(
      (loss) =>
        `  ${loss.case}: ${counted(loss.findings.length, 'finding')} cannot be verified in the bundle, which changes ${loss.verdict.was} to ${loss.verdict.is}`,
    ),
  ];
}

/** Serves the Allure report on the loopback: it loads data by requests, which browsers refuse for local files. */
async function openAllure(folder: string): Promise<void> {
  process.stderr.write('the Allure report is being served; stop with Ctrl-C\n');
  const child = spawn(allureBinary, ['open', '--host', '127.0.0.1', folder], {
    env: allureEnvironment,
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((done, refuse) =>
    child.once('error', refuse).once('exit', done),
  );
  invariant(
    code === 0,
    `the Allure report is no longer served: '${allureBinary} open' ended with ${code === null ? 'a signal' : `exit code ${code}`}`,
  );
}
