import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { truthFor } from '../../model/browser.ts';
import { createSinkAuthority, readSources } from '../../simulator/testing/tried-browser.ts';
import { decide } from '../../verdict/index.ts';
import { projectRoot } from '../project.ts';
import { readTables, type Tables } from '../tables.ts';
import { playCase } from './played-case.ts';

/** Releases whose verdict needs each kind of evidence that a played case has: exchanges, senders, events, the twin, the proxy. */
const RELEASES = [
  'domain',
  'keyed-digest',
  'resolver',
  'keyboard',
  'isolated',
  'around-udp',
  'around-ipv6',
  'direct-udp-first',
  'direct-ipv6-first',
  'direct-fronted',
  'direct-honest',
  'pinned',
  'silent',
  'demoted',
];

describe('a played case', function () {
  this.timeout(60_000);
  const authority = createSinkAuthority();
  let tables: Tables;
  before(async () => {
    tables = await readTables(DEFAULT_BUDGET);
  });

  for (const name of RELEASES)
    it(`gets the verdict and reasons of the truth of ${name}`, async () => {
      const sources = await readSources(join(projectRoot, `apks/simulated/proving/mint-9.0.0-${name}`));
      const options = { pages: 1, searches: false, authority, tables };
      const { evidence, failures } = await playCase(sources, options);
      const { verdict, reasons } = decide(evidence, tables.policy);
      const codes: string[] = reasons.map(({ code }) => code);
      const truth = truthFor(sources.declaration.truth, 'visit-typed', 'private');
      assert.equal(verdict, truth?.rooted, codes.join(', '));
      assert.deepEqual(
        truth?.reasons.filter((code) => !codes.includes(code)),
        [],
        codes.join(', '),
      );
      assert.deepEqual(
        codes.filter((code) => /^evidence-|^outside-recording|-missing$/.test(code)),
        [],
      );
      assert.deepEqual(failures, []);
    });

  it('searches, and visits several pages in turn', async () => {
    const sources = await readSources(join(projectRoot, 'apks/simulated/mi-browser-12.1.4'));
    const { evidence } = await playCase(sources, { pages: 2, searches: true, authority, tables });
    const { verdict, allowed, reasons } = decide(evidence, tables.policy);
    assert.equal(verdict, 'clean', reasons.map(({ text }) => text).join('\n'));
    assert.deepEqual(
      allowed.map(({ canary, host }) => [canary, host]),
      [['search-1', 'www.google.com']],
    );
    assert.deepEqual(
      evidence.timeline.steps.flatMap((step) => (step.kind === 'page-loaded' ? [step.canary] : [])),
      ['search-1', 'visit-1', 'visit-2', 'twin-search-1', 'twin-visit-1', 'twin-visit-2'],
    );
  });
});
