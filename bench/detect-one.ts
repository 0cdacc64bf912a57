import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type * as build from '../bin/build/load.mjs';
import type * as detect from '../harness/detect/index.ts';
import { canariesOf, ordinaryTraffic, requestOf } from './detect-traffic.ts';

// Started by `npm run bench:detect`: searches one kind of ordinary traffic with the detector of a checkout as its users run
// it, and prints the milliseconds of each search as JSON.

/** Searches until most of the code is compiled, which are not measured, and searches that are measured. */
const [WARM_UP, MEASURED] = [8, 5];

const [project = '', kind = ''] = process.argv.slice(2);
const { loadModule } = (await import(
  pathToFileURL(join(project, 'bin/build/load.mjs')).href
)) as typeof build;
const { createDetector, DEFAULT_BUDGET } = (await loadModule(
  'harness/detect/index.ts',
  'cjs',
  project,
)) as unknown as typeof detect;
const canaries = canariesOf(64);

const exchanges = ordinaryTraffic().find(({ name }) => name === kind)?.exchanges ?? [];

const times = Array.from({ length: WARM_UP + MEASURED }, () => {
  const detector = createDetector(canaries, [], DEFAULT_BUDGET);
  /** The first exchange sets up the needles, and its value and `end` the digests, which is not part of the rate. */
  detector.push(requestOf(Buffer.from('id=0123456789abcdef')));
  detector.end();
  const startedAt = performance.now();
  for (const exchange of exchanges) detector.push(exchange);
  detector.end();

  return performance.now() - startedAt;
}).slice(WARM_UP);
console.log(JSON.stringify(times));
