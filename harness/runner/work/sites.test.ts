import assert from 'node:assert/strict';
import { createCanaryGenerator } from '../../canary/generator.ts';
import type { CanaryKind } from '../../model/canary.ts';
import type { SearchEngine } from './sites.ts';
import { createInternet } from '../../origins/internet.ts';
import { allowedRecipients } from '../../verdict/index.ts';
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
      const allowedOf = (of: (kind: CanaryKind) => readonly string[]) =>
        createSites(createCanaryGenerator(), createInternet({ responders: [] }), of).search(engine)
          .canaries[0]?.allowedHosts;
      assert.deepEqual(
        allowedOf((kind) => allowedRecipients(where, kind, expectations, '2026-11-22')),
        hosts,
      );
      assert.deepEqual(
        allowedOf(() => []),
        [],
      );
    });
});

describe('a page', () => {
  it('is allowed for the hosts that expectations let have its address, or its title, and for no others', () => {
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
