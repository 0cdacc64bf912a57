// `npm test`: every check and every test, each with a limit; then one line with the counts. Tests with simulated handsets mostly
// wait, so three lanes run at the same time.
import { killAll, runStep } from './test/step.mjs';
import { countTests } from './test/count.mjs';
import { failuresOf } from './test/failures.mjs';

/** @typedef {import('./test/step.mjs').Step} Step */

/** @type {Step[][]} */
const lanes = [
  [
    { name: 'unit tests', script: 'test:unit', minutes: 45 },
    { name: 'default releases', script: 'test:truth', minutes: 30 },
  ],
  [
    { name: 'the proving ground', script: 'test:proving', minutes: 60 },
    { name: 'broken runs', script: 'test:faults', minutes: 30 },
    { name: 'a sample of the matrix of faults', script: 'test:chaos:sample', minutes: 30 },
  ],
  [
    { name: 'types, lint, format, rooms', script: 'check', minutes: 10 },
    { name: 'three nights', script: 'test:night', minutes: 30 },
    { name: 'kinds of handset', script: 'test:kinds', minutes: 30 },
    { name: 'tests with adb, Chromium and Java', script: 'test:e2e', minutes: 45 },
  ],
];

process.once('SIGINT', () => {
  killAll();
  process.exit(130);
});
const results = (await Promise.all(lanes.map(runLane))).flat();

console.log();
for (const { step, ok, seconds, limitNote } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name}: ${seconds.toFixed(0)} s${limitNote}`);
for (const { step, stdout, stderr, ok } of results)
  if (!ok) console.log(`\n== failures of ${step.name}\n${failuresOf(stdout, stderr)}`);
const total = results
  .map((result) => countTests(result.stdout, result.ok))
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
 * The steps of a lane, one after the other.
 * @param {Step[]} steps
 */
async function runLane(steps) {
  const results = [];
  for (const step of steps) results.push(await runStep(step));

  return results;
}
