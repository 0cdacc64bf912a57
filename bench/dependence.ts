import { performance } from 'node:perf_hooks';
import Table from 'cli-table3';
import { counted } from '../harness/model/counted.ts';
import { DEPENDENCES, type Dependence, ERROR } from '../harness/dependence/index.ts';
import { powerBesideSdk } from './dependence/power.ts';
import { upperBound } from './dependence/upper-bound.ts';
import { countFindings } from './dependence/without-dependence.ts';
import { recordedSdks } from './sdk-pages/recordings.ts';

/**
 * `npm run bench:dependence [-- EXPERIMENTS TRIALS SEED]`: the error rates of the experiment with two pages. False findings in
 * experiments without dependence, on traffic of real SDKs, 20,000 by default; then how often a dependence is found, by number of
 * blocks, 40 trials each. Ends with 1 if the upper 95 % bound of the false findings is more than the stated error.
 */
const [experiments = 20_000, trials = 40, seed = 1] = process.argv.slice(2).map(Number);
if (![experiments, trials, seed].every((value) => Number.isInteger(value) && value >= 1)) {
  console.error('usage: node --import tsx bench/dependence.ts [EXPERIMENTS] [TRIALS] [SEED]');
  process.exit(3);
}

/** The SDK beside whose traffic the power is measured. */
const BESIDE = 'mixpanel';
const BLOCKS = [6, 8, 10, 12];

const began = performance.now();
const sdks = recordedSdks();
const each = Math.ceil(experiments / sdks.length);
let found = 0;
const findings = new Table({
  head: ['SDK', 'experiments without dependence', 'false findings'],
  style: { head: [], border: [] },
});
for (const name of sdks) {
  const count = countFindings(name, each, seed);
  found += count;
  findings.push([name, each, count]);
}
const bound = upperBound(found, each * sdks.length);
console.log(findings.toString());
console.log(
  `${found} of ${each * sdks.length} found something; the upper 95 % bound is ${perMille(bound)}, the stated error ${perMille(ERROR)}\n`,
);

const power = new Table({
  head: ['blocks of each page, in each stage', ...BLOCKS.map(String)],
  style: { head: [], border: [] },
});
for (const dependence of DEPENDENCES)
  power.push([
    nameOf(dependence),
    ...BLOCKS.map((ofPage) => powerBesideSdk(BESIDE, ofPage, dependence, trials).toFixed(2)),
  ]);
console.log(`how often a dependence is found next to the traffic of ${BESIDE}:`);
console.log(power.toString());
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
process.exitCode = bound <= ERROR ? 0 : 1;

function nameOf({ bits, oneIn }: Dependence): string {
  return `${counted(bits, 'bit')}, ${oneIn === 1 ? 'every visit' : `1 visit in ${oneIn}`}`;
}

function perMille(probability: number): string {
  return `${(1000 * probability).toFixed(2)} in 1,000`;
}
