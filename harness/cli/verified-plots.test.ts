import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { CaseEvidence } from '../model/evidence.ts';
import { experimentOf, planBlocks, plotsOf } from '../sizes/index.ts';
import { timeInBlock, recordedSteps, urlBytesOf } from '../sizes/testing/recorded-blocks.ts';
import { cleanEvidence, exchange } from '../verdict/testing/evidence.ts';
import { comparePlots } from './verified-plots.ts';

const evidence: CaseEvidence = {
  ...cleanEvidence(),
  timeline: { schema: 'leakgate/timeline@1', steps: recordedSteps('verify') },
  exchanges: planBlocks('verify').map((block) =>
    exchange({
      index: block.number,
      url: 'https://collect.vendor.example/',
      body: Buffer.alloc(100 + urlBytesOf(block)),
      at: timeInBlock(block.number),
    }),
  ),
};
const files = Object.fromEntries(
  [...plotsOf(experimentOf(evidence))].map(([name, svg]) => [
    `plots/${name}`,
    createHash('sha256').update(svg).digest('hex'),
  ]),
);

describe('the plots of a case', () => {
  it('are the same from its evidence', () => {
    assert.deepEqual(Object.keys(files), ['plots/1-collect.vendor.example.svg']);
    assert.deepEqual(comparePlots({ files }, evidence), []);
  });

  it('are named where they are others, missing, or too many', () => {
    const [path = ''] = Object.keys(files);
    const said = [`${path} differs from the evidence`];
    assert.deepEqual(comparePlots({ files: { [path]: '0'.repeat(64) } }, evidence), said);
    assert.deepEqual(comparePlots({ files: {} }, evidence), said);
    assert.deepEqual(comparePlots({ files }, cleanEvidence()), said);
  });

  it('are none of a case that compares nothing', () => {
    assert.deepEqual(comparePlots({ files: { 'traffic.har': 'x' } }, cleanEvidence()), []);
  });
});
