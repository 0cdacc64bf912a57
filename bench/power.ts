import { performance } from 'node:perf_hooks';
import Table from 'cli-table3';
import { ALPHA } from '../harness/sizes/index.ts';
import { leaks } from './power/leaks.ts';
import { countFalseAlarms, countFound } from './power/simulate.ts';

/**
 * `npm run bench:power [-- CASES SEED]`: the error rates of the comparison of sizes: false alarms for innocent uploaders,
 * and how often it finds uploads that grow with the addresses. 1,000 simulated cases each by default. Ends with 1 for
 * significantly more false alarms than stated.
 */
const [cases = 1_000, seed = 1] = process.argv.slice(2).map(Number);
if (!Number.isInteger(cases) || cases < 1 || !Number.isInteger(seed)) {
  console.error('usage: node --import tsx bench/power.ts [CASES] [SEED]');
  process.exit(3);
}

const SLOPES = [0.3, 0.7, 1, 1.33];
const began = performance.now();
const percent = (count: number) => `${((100 * count) / cases).toFixed(1)} %`;

console.log(
  `simulated cases for each kind of sender: ${cases}, seed ${seed}\n\ninnocent senders that were blamed (the limit is ${100 * ALPHA} %):`,
);
const alarms = countFalseAlarms(cases, seed);
const alarmTable = new Table({ head: ['uploader', 'false alarms'], style: { head: [], border: [] } });
for (const [name, count] of alarms) alarmTable.push([name, percent(count)]);
console.log(alarmTable.toString());

console.log(
  '\nleaks found next to four innocent recipients, one column for each slope (bytes sent per byte of address):',
);
const powerTable = new Table({ head: ['uploader', ...SLOPES.map(String)], style: { head: [], border: [] } });
for (const [name, leak] of Object.entries(leaks))
  powerTable.push([name, ...SLOPES.map((slope) => percent(countFound(cases, seed, name, leak, slope)))]);
console.log(powerTable.toString());
console.log(`\n${((performance.now() - began) / 1000).toFixed(0)} s`);

// Three standard deviations over the stated rate is met once in 700 by chance alone.
const limit = cases * ALPHA + 3 * Math.sqrt(cases * ALPHA * (1 - ALPHA));
process.exitCode = [...alarms.values()].every((count) => count <= limit) ? 0 : 1;
