// `npm test`: every check and every test, one after the other, each with a limit; then one line that counts.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { countTests } from './test/count.mjs';
import { failuresOf } from './test/failures.mjs';

/** @typedef {{ name: string, script: string, minutes: number }} Step */

/** @type {Step[]} */
const steps = [
  { name: 'types, lint, format, rooms', script: 'check', minutes: 5 },
  { name: 'unit tests', script: 'test:unit', minutes: 10 },
  { name: 'tests with adb, Chromium and Java', script: 'test:e2e', minutes: 25 },
  { name: 'a run, held against the truth', script: 'test:truth', minutes: 60 },
];

const results = [];
for (const step of steps) results.push(await carryOut(step));

console.log();
for (const { step, ok, seconds, why } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name}: ${seconds.toFixed(0)} s${why}`);
for (const { step, said, ok } of results)
  if (!ok) console.log(`\n== why ${step.name} failed\n${failuresOf(said)}`);
const total = results
  .map((result) => countTests(result.said, result.ok))
  .reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }));
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = results.every((result) => result.ok) ? 0 : 1;

/**
 * Runs a step's npm script and passes on what it says. At its limit its whole process group is killed.
 * @param {Step} step
 * @returns {Promise<{ step: Step, ok: boolean, seconds: number, why: string, said: string }>}
 */
function carryOut(step) {
  const { FORCE_COLOR: _, ...environment } = process.env; // What is counted is plain text.
  console.log(`\n== ${step.name} (npm run ${step.script})`);
  const began = performance.now();
  const child = spawn('npm', ['run', '--silent', step.script], {
    cwd: dirname(import.meta.dirname),
    detached: true,
    env: { ...environment, NO_COLOR: '1', WDIO_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let why = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    said += text;
    process.stdout.write(text);
  });
  child.stderr.on('data', (/** @type {Buffer} */ bytes) => process.stderr.write(bytes));
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const limit = setTimeout(() => {
    why = `, killed at its limit of ${step.minutes} minutes`;
    end();
  }, step.minutes * 60_000);
  const interrupt = () => {
    end();
    process.exit(130);
  };
  process.once('SIGINT', interrupt);

  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupt);
      resolve({ step, ok: code === 0, seconds: (performance.now() - began) / 1000, why, said });
    });
  });
}
