import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** @typedef {{ name: string, script: string, minutes: number }} Step */
/** @typedef {{ step: Step, ok: boolean, seconds: number, why: string, said: string, complained: string }} Result */

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
 * Runs a step's npm script and passes on what it says, each line behind the script's name. At its limit its whole process
 * group is killed.
 * @param {Step} step
 * @returns {Promise<Result>}
 */
export async function runStep(step) {
  const { FORCE_COLOR: _, ...environment } = process.env; // What is counted is plain text.
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
  let said = '';
  let complained = '';
  let why = '';
  /** @param {NodeJS.ReadableStream} stream @param {NodeJS.WritableStream} to @param {(line: string) => void} keep */
  const passOn = (stream, to, keep) =>
    createInterface({ input: stream }).on('line', (line) => {
      keep(`${line}\n`);
      to.write(`${step.script.replace('test:', '')} | ${line}\n`);
    });
  passOn(child.stdout, process.stdout, (line) => {
    said += line;
  });
  passOn(child.stderr, process.stderr, (line) => {
    complained += line;
  });
  const limit = setTimeout(() => {
    why = `, killed at its limit of ${step.minutes} min`;
    if (group !== undefined) kill(group);
  }, step.minutes * 60_000);

  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      if (group !== undefined) running.delete(group);
      const seconds = (performance.now() - began) / 1000;
      resolve({ step, ok: code === 0, seconds, why, said, complained });
    });
  });
}
