import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { fromDiskPage, REDIRECT_FROM_DISK } from './from-disk.ts';
import { counted } from '../../model/counted.ts';

/** The path of the Allure program. It is not looked up by name, because another package installs a program `allure` too. */
export const allureBinary = join(
  dirname(createRequire(import.meta.url).resolve('allure-commandline/package.json')),
  'bin',
  'allure',
);

/** The environment that switches Allure's analytics off, so that the opened report makes no request. Only `true` works. */
export const allureEnvironment = { ...process.env, ALLURE_NO_ANALYTICS: 'true' };

/** Generates the Allure report of a run; resolves to its folder. @throws {Fault} if it shows another number of cases */
export async function generateAllure(runDir: string, cases: number): Promise<string> {
  const report = join(runDir, 'allure-report');
  await rm(report, { recursive: true, force: true });
  const { code, output } = await runAllure(['generate', join(runDir, 'allure-results'), '--output', report]);
  if (code !== 0)
    throw new Fault(`allure generate failed with exit code ${code}: ${output.trim()}`, {
      fix: 'Allure needs a Java runtime; to check it, run: npx leakgate doctor',
    });
  const { statistic } = JSON.parse(await readFile(join(report, 'widgets/summary.json'), 'utf8')) as {
    statistic: { total: number };
  };
  if (statistic.total !== cases)
    throw new Fault(
      `the Allure report shows ${counted(statistic.total, 'result')}, but the run has ${counted(cases, 'case')}`,
      {
        fix: `the input of the Allure report is in ${join(runDir, 'allure-results')}`,
      },
    );

  await explainOpeningFromDisk(report, runDir);

  return report;
}

/** Browsers refuse the requests of Allure's page for local files: opened from the disk, it would only show that it loads. */
async function explainOpeningFromDisk(report: string, runDir: string): Promise<void> {
  const index = join(report, 'index.html');
  const text = await readFile(index, 'utf8');
  const at = text.indexOf('<head>');
  if (at < 0)
    throw new Fault(`${index} has no <head>, so this version of Allure is not known`, {
      fix: 'install the npm packages of package-lock.json: npm ci',
    });
  const after = at + '<head>'.length;
  await writeFile(index, `${text.slice(0, after)}${REDIRECT_FROM_DISK}${text.slice(after)}`);
  await writeFile(join(report, 'from-disk.html'), fromDiskPage(basename(runDir)));
}

function runAllure(args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(allureBinary, args, { env: allureEnvironment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
