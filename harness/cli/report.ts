import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { readRun } from '../evidence/folders.ts';
import type { ExitCode } from '../model/exit.ts';
import { Fault } from '../model/fault.ts';
import { allureBinary, allureEnvironment } from '../report/allure/generate.ts';
import { writeReports } from '../report/reports.ts';
import { gateLines, tableOf } from '../report/table.ts';
import { projectRoot } from '../runner/project.ts';

export interface ReportOptions {
  /** Opens the Allure report in the browser and serves it until Ctrl-C. */
  open?: boolean;
  json?: boolean;
}

/** `leakgate report [RUN]`: makes Allure, the matrix page, JUnit and Markdown of a run again; the latest run by default. */
export async function report(run: string | undefined, options: ReportOptions): Promise<ExitCode> {
  const runDir = run === undefined ? await latestRun() : resolve(run);
  const record = await readRun(runDir);
  process.stderr.write(`${tableOf(record)}\n${gateLines(record).join('\n')}\n`);
  const { allure } = await writeReports(runDir, record);
  const here = (path: string) => relative(process.cwd(), path) || '.';
  const made = { matrix: 'report/index.html', junit: 'report/junit.xml', markdown: 'report/summary.md' };
  const paths = {
    ...Object.fromEntries(Object.entries(made).map(([name, file]) => [name, here(join(runDir, file))])),
    allure: here(join(allure, 'index.html')),
  };
  process.stdout.write(
    options.json ? `${JSON.stringify(paths, null, 2)}\n` : `${Object.values(paths).join('\n')}\n`,
  );
  if (options.open) await openAllure(allure);

  return 0;
}

async function latestRun(): Promise<string> {
  const folder = join(projectRoot, 'reports');
  const runs: { dir: string; at: number }[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const file = await stat(join(folder, entry.name, 'run.json')).catch(() => undefined);
    if (file) runs.push({ dir: join(folder, entry.name), at: file.mtimeMs });
  }
  const [latest] = runs.toSorted((a, b) => b.at - a.at);
  if (!latest)
    throw new Fault(`there is no run in ${relative(process.cwd(), folder) || '.'} yet`, {
      fix: 'make one: npm run demo',
    });

  return latest.dir;
}

/** Allure's report loads its data by requests, which a browser refuses for files; so it is served, on the loopback. */
async function openAllure(folder: string): Promise<void> {
  process.stderr.write('serving the Allure report; Ctrl-C ends it\n');
  const child = spawn(allureBinary, ['open', '--host', '127.0.0.1', folder], {
    env: allureEnvironment,
    stdio: 'inherit',
  });
  await new Promise<void>((done, refuse) => child.once('error', refuse).once('exit', () => done()));
}
