import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { innocentTraffic, mixedCanaries } from './innocent-traffic.ts';

/**
 * `node --import tsx bench/false-positives.ts [MB] [seed]`: how many findings there are in generated and random traffic, and
 * near misses, that hold none. 200 MB by default; ends with 1 where there is one.
 */
const megabytes = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
if (!(megabytes > 0) || !Number.isInteger(seed)) {
  console.error('usage: node --import tsx bench/false-positives.ts [MB] [seed]');
  process.exit(3);
}

const CAPTURE = 100;
const canaries = mixedCanaries(64);
const began = performance.now();
const sum = { bytes: 0, exchanges: 0, findings: 0 };
let detector = createDetector(canaries, { hosts: [] }, DEFAULT_BUDGET);
for (const exchange of innocentTraffic(megabytes * 1e6, canaries, seed)) {
  detector.push(exchange);
  sum.bytes += exchange.body.length + exchange.url.length;
  if (++sum.exchanges % CAPTURE === 0) close();
}
close();
console.log(
  `${sum.findings} findings in ${(sum.bytes / 1e6).toFixed(0)} MB without canaries: ${sum.exchanges} exchanges, ${canaries.length} canaries, seed ${seed}, ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
process.exitCode = sum.findings === 0 ? 0 : 1;

/** Ends a capture of some exchanges, tells what was found in it, and begins the next. */
function close(): void {
  const { findings } = detector.end();
  for (const finding of findings) console.log(JSON.stringify(finding));
  sum.findings += findings.length;
  detector = createDetector(canaries, { hosts: [] }, DEFAULT_BUDGET);
}
