import assert from 'node:assert/strict';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { innocentTraffic, mixedCanaries } from './innocent-traffic.ts';

/** Each kind of traffic at least once; `npm run bench:innocent` sends 200 MB. */
const MEGABYTES = Number(process.env.LEAKGATE_INNOCENT_MB ?? 0.15);
const LARGEST = 8 * 1024;

describe('traffic without canaries', () => {
  const canaries = mixedCanaries(64);

  it(`gives no finding in ${MEGABYTES} MB`, () => {
    const detector = createDetector(canaries, [], DEFAULT_BUDGET);
    for (const exchange of innocentTraffic(MEGABYTES * 1e6, canaries, 1, LARGEST)) detector.push(exchange);
    assert.deepEqual(detector.end().findings, []);
  }).timeout(120_000);

  it('gives a finding once it contains a canary', () => {
    const [canary] = canaries;
    assert.ok(canary);
    const detector = createDetector(canaries, [], DEFAULT_BUDGET);
    for (const exchange of innocentTraffic(20_000, canaries))
      detector.push({ ...exchange, headers: [['X-Page', canary.value]] });
    assert.ok(detector.end().findings.every((finding) => finding.canary === canary.id));
    assert.notEqual(detector.end().findings.length, 0);
  });
});
