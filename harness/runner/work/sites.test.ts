import assert from 'node:assert/strict';
import { createMint } from '../../canary/mint.ts';
import type { SearchEngine } from './sites.ts';
import { createInternet } from '../../origins/internet.ts';
import { isAllowed } from '../../verdict/gate.ts';
import { projectRoot } from '../project.ts';
import { readExpectations } from '../tables.ts';
import { createSites } from './sites.ts';

describe('a search', () => {
  const where = {
    on: 'real' as const,
    release: { family: 'mint', versionName: '3.4.0' },
    scenario: 'search',
    mode: { private: true, statistics: 'default' as const },
  };
  const rows: [engine: SearchEngine, hosts: string[]][] = [
    ['google', ['www.google.com', 'suggestqueries.google.com', 'clients1.google.com']],
    ['duckduckgo', ['duckduckgo.com']],
  ];
  for (const [engine, hosts] of rows)
    it(`is for ${engine}, by its result page and while it is typed, where expectations allow it`, async () => {
      const expectations = await readExpectations(projectRoot);
      const allowedOf = (allowed: (host: string) => boolean) =>
        createSites(createMint(), createInternet({ responders: [] }), allowed).search(engine).canaries[0]
          ?.allowedHosts;
      assert.deepEqual(
        allowedOf((host) => isAllowed(where, 'search', host, expectations)),
        hosts,
      );
      assert.deepEqual(
        allowedOf(() => false),
        [],
      );
    });
});
