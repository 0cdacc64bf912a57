import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type * as build from '../bin/build/load.mjs';
import type * as detect from '../harness/detect/index.ts';
import { canariesOf, ordinaryTraffic, requestOf } from './detect-traffic.ts';

// Started by `npm run bench:detect`: searches one kind of ordinary traffic with the detectors of several checkouts, as their
// users run them, in turn. Prints the milliseconds of each search of each checkout as JSON.

/** Searches until most of the code is compiled, which are not measured, and searches that are measured. */
const [WARM_UP, MEASURED] = [8, 6];

const [kind = '', ...projects] = process.argv.slice(2);
const exchanges = ordinaryTraffic().find(({ name }) => name === kind)?.exchanges;
if (!exchanges) throw new RangeError(`"${kind}" is not a kind of ordinary traffic`);
const canaries = canariesOf(64);
const modules = await Promise.all(projects.map(loadDetector));
const times = projects.map(() => [] as number[]);
/** The detectors that searched. When one is freed, code that was compiled for it may have to be compiled again. */
const searched: detect.Detector[] = [];
for (let round = 0; round < WARM_UP + MEASURED; round++)
  for (const [index, module] of modules.entries()) {
    const ms = measure(module);
    if (round >= WARM_UP) times[index]?.push(ms);
  }
console.log(JSON.stringify(times));

async function loadDetector(project: string): Promise<typeof detect> {
  const { loadModule } = (await import(
    pathToFileURL(join(project, 'bin/build/load.mjs')).href
  )) as typeof build;

  return (await loadModule('harness/detect/index.ts', 'cjs', project)) as unknown as typeof detect;
}

function measure({ createDetector, DEFAULT_BUDGET }: typeof detect): number {
  const detector = createDetector(canaries, [], DEFAULT_BUDGET);
  /** The first exchange sets up the needles, and its value and `end` the digests, which is not part of the rate. */
  detector.push(requestOf(Buffer.from('id=0123456789abcdef')));
  detector.end();
  searched.push(detector);
  const startedAt = performance.now();
  for (const exchange of exchanges ?? []) detector.push(exchange);
  detector.end();

  return performance.now() - startedAt;
}
