import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** @typedef {{ name: string, script: string, minutes: number }} Step */
/** @typedef {{ step: Step, ok: boolean, seconds: number, limitNote: string, stdout: string, stderr: string }} Result */

const ROOT = dirname(dirname(import.meta.dirname));
/** Process groups of the steps that run. @type {Set<number>} */
const running = new Set();

/** Ends every step that runs, with all that it started. */
export function killAll() {
  for (const group of running) kill(group);
}

/** @param {number} group */
function kill(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}

/**
 * Runs a step's npm script and passes on its output, each line after the script's name. At its limit its whole process
 * group is killed.
 * @param {Step} step
 * @returns {Promise<Result>}
 */
export async function runStep(step) {
  const { FORCE_COLOR: _, ...environment } = process.env; // The counts are read from plain text.
  console.log(`\n== ${step.name} (npm run ${step.script})`);
  const began = performance.now();
  const child = spawn('npm', ['run', '--silent', step.script], {
    cwd: ROOT,
    detached: true,
    env: { ...environment, NO_COLOR: '1', WDIO_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = child.pid;
  if (group !== undefined) running.add(group);
  let stdout = '';
  let stderr = '';
  let limitNote = '';
  /** @param {NodeJS.ReadableStream} stream @param {NodeJS.WritableStream} output @param {(line: string) => void} keep */
  const forwardLines = (stream, output, keep) =>
    createInterface({ input: stream }).on('line', (line) => {
      keep(`${line}\n`);
      output.write(`${step.script.replace('test:', '')} | ${line}\n`);
    });
  forwardLines(child.stdout, process.stdout, (line) => {
    stdout += line;
  });
  forwardLines(child.stderr, process.stderr, (line) => {
    stderr += line;
  });
  const limit = setTimeout(() => {
    limitNote = `, killed at its time limit of ${step.minutes} min`;
    if (group !== undefined) kill(group);
  }, step.minutes * 60_000);

  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      if (group !== undefined) running.delete(group);
      const seconds = (performance.now() - began) / 1000;
      resolve({ step, ok: code === 0, seconds, limitNote, stdout, stderr });
    });
  });
}
