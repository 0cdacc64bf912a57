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

describe('comparePlots', () => {
  it('reports nothing for plots that match the evidence', () => {
    assert.deepEqual(Object.keys(files), ['plots/1-collect.vendor.example.svg']);
    assert.deepEqual(comparePlots({ files }, evidence), []);
  });

  it('reports plots that differ, are missing, or are not expected', () => {
    const [path = ''] = Object.keys(files);
    const difference = [`${path} differs from the file that the evidence gives now`];
    assert.deepEqual(comparePlots({ files: { [path]: '0'.repeat(64) } }, evidence), difference);
    assert.deepEqual(comparePlots({ files: {} }, evidence), difference);
    assert.deepEqual(comparePlots({ files }, cleanEvidence()), difference);
  });

  it('expects no plots of a case without blocks', () => {
    assert.deepEqual(comparePlots({ files: { 'traffic.har': 'x' } }, cleanEvidence()), []);
  });
});
