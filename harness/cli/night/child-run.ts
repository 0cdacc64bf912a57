import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRun } from '../../evidence/folders.ts';
import { counted } from '../../model/counted.ts';
import type { ExitCode } from '../../model/exit.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { projectRoot } from '../../runner/project.ts';
import { print } from './folders.ts';

const NEWS_EVERY_MS = 60_000;
/** Lines of the end of the output that say why a run reached no verdict. */
const LAST_LINES = 12;

/**
 * Runs `leakgate run` and writes what it prints into a file: its output may contain values of the phone's owner. Each minute,
 * prints how many cases are decided. Ctrl-C and SIGTERM are passed on, so that the run restores its phones.
 */
export async function childRun(args: readonly string[], runDir: string, logFile: string): Promise<ExitCode> {
  const log = openSync(logFile, 'w');
  // The summary of a job is made from the redacted bundle.
  const { GITHUB_STEP_SUMMARY: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(projectRoot, 'bin/leakgate.mjs'), 'run', ...args], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  const passOn = (): void => void child.kill('SIGINT');
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  const news = setInterval(() => void printNews(runDir), NEWS_EVERY_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('exit', resolve),
    );

    return code === 0 || code === 1 || code === 2 || code === 130 ? code : 3;
  } finally {
    clearInterval(news);
    process.off('SIGINT', passOn).off('SIGTERM', passOn);
    closeSync(log);
  }
}

/** The last lines that a run printed. */
export async function lastLinesOf(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');

  return lines.slice(-LAST_LINES).join('\n');
}

async function printNews(runDir: string): Promise<void> {
  if (!existsSync(join(runDir, 'run.json'))) return;
  try {
    const { cases } = await readRun(runDir);
    const decided = cases.filter(({ state }) => state === 'decided').length;
    print(`${decided} of ${counted(cases.length, 'case')} decided`);
  } catch (error) {
    // The news of the next minute may be readable; the result does not depend on it.
    if (!(error instanceof Fault)) throw error;
    print(`the progress cannot be read: ${reasonOf(error)}`);
  }
}
