import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { nameOfRelease } from '../model/release.ts';
import { loadCatalog } from '../releases/catalog.ts';
import { decide } from '../verdict/index.ts';
import { projectRoot } from './project.ts';
import { readTables } from './tables.ts';
import { assertOutcomes, provingRuns, readDeclarations } from './testing/proving-runs.ts';
import { readRecording, RECORDINGS } from './testing/recorded-proving.ts';

/** Judges the recorded evidence of the proving ground. `npm run test:proving:record` records it again. */
describe('the recorded proving ground', function () {
  this.timeout(120_000);
  const declarations = readDeclarations();
  const runs = provingRuns(declarations);

  it('has a recording of every proving run, and no other', async () => {
    assert.deepEqual((await readdir(RECORDINGS)).sort(), runs.map(({ name }) => name).sort());
  });

  it('covers every simulated browser', () => {
    const covered = new Set(runs.flatMap(({ releases }) => releases));
    assert.deepEqual(
      declarations.map(nameOfRelease).filter((name) => !covered.has(name)),
      [],
    );
  });

  it('was recorded from the APKs in the catalogue', async () => {
    const { releases } = await loadCatalog(projectRoot);
    const digests = new Map(releases.map((release) => [nameOfRelease(release), release.sha256]));
    for (const run of runs)
      for (const { facts } of await readRecording(run)) {
        const { release } = facts;
        assert.equal(
          release.sha256,
          digests.get(nameOfRelease(release)),
          `${nameOfRelease(release)} changed since it was recorded: npm run test:proving:record -- ${run.name}`,
        );
      }
  });

  it('gives each case the verdict and reasons of its truth', async () => {
    const { policy } = await readTables(DEFAULT_BUDGET);
    for (const run of runs) {
      const cases = await readRecording(run);
      const results = cases.map((evidence) => ({ ...evidence.facts, ...decide(evidence, policy) }));
      assertOutcomes(run, results, declarations);
    }
  });

  it('misses leaks only if they are smaller than the sum of new values allows', async () => {
    const { policy } = await readTables(DEFAULT_BUDGET);
    const small = declarations.filter(({ truth }) =>
      Object.values(truth).some((modes) =>
        Object.values(modes ?? {}).some(
          ({ rooted, reasons }) => rooted === 'clean' && reasons.includes('values-unread'),
        ),
      ),
    );
    const names = new Set(small.map(nameOfRelease));
    for (const run of runs.filter(({ releases }) => releases.some((name) => names.has(name))))
      for (const evidence of await readRecording(run)) {
        const name = nameOfRelease(evidence.facts.release);
        if (!names.has(name)) continue;
        const { verdict, reasons } = decide(evidence, policy);
        const unread = reasons.filter(({ code }) => code === 'values-unread');
        assert.equal(verdict, 'clean');
        assert(unread.length > 0, name);
        process.stdout.write(
          `    below the sum's threshold: ${name}: ${unread.map(({ text }) => text).join(' ')}\n`,
        );
      }
    assert(names.size <= 6, [...names].join(', '));
  });
});
