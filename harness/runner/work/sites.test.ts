import assert from 'node:assert/strict';
import { createCanaryGenerator } from '../../canary/generator.ts';
import type { CanaryKind } from '../../model/canary.ts';
import type { SearchEngine } from './sites.ts';
import { createInternet } from '../../origins/internet.ts';
import { allowedRecipients } from '../../verdict/index.ts';
import { projectRoot } from '../project.ts';
import { readExpectations } from '../tables.ts';
import { createSites } from './sites.ts';

describe('search of createSites', () => {
  const conditions = {
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
    it(`lets only ${engine}'s hosts receive the words, and only if expectations allow them`, async () => {
      const expectations = await readExpectations(projectRoot);
      const allowedHostsWith = (allowedFor: (kind: CanaryKind) => readonly string[]) =>
        createSites(createCanaryGenerator(), createInternet({ responders: [] }), allowedFor).search(engine)
          .canaries[0]?.allowedHosts;
      assert.deepEqual(
        allowedHostsWith((kind) => allowedRecipients(conditions, kind, expectations, '2026-11-22')),
        hosts,
      );
      assert.deepEqual(
        allowedHostsWith(() => []),
        [],
      );
    });
});

describe('pages of createSites', () => {
  it('let only the hosts that expectations allow receive their address and title', () => {
    const allowed = { url: ['lookup.test'], text: ['titles.test'], search: ['engine.test'], host: [] };
    const sites = createSites(
      createCanaryGenerator(),
      createInternet({ responders: [] }),
      (kind) => allowed[kind],
    );
    const { from, to } = sites.linkedPages();
    for (const { canaries } of [sites.page(), from, to])
      assert.deepEqual(
        canaries.map(({ kind, allowedHosts }) => [kind, allowedHosts]),
        [
          ['url', ['lookup.test']],
          ['text', ['titles.test']],
        ],
      );
    const [url] = createSites(createCanaryGenerator(), createInternet({ responders: [] }), () => []).page()
      .canaries;
    assert.deepEqual(Object.keys(url ?? {}), ['id', 'kind', 'value']);
  });
});
