import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import type { BrowserDeclaration } from '../model/browser.ts';
import { nameOfRelease } from '../model/release.ts';
import { loadCatalog } from '../releases/catalog.ts';
import { decide } from '../verdict/index.ts';
import { projectRoot } from './project.ts';
import { readTables } from './tables.ts';
import { assertOutcomes, type ProvingRun, provingRuns, readDeclarations } from './testing/proving-runs.ts';
import { readRecording, RECORDINGS } from './testing/recorded-proving.ts';

/** Of the browsers that an independent author wrote to hide a leak. */
const MOST_MISSED = 6;

/** Judges the recorded evidence of the proving ground. `npm run test:proving:record` records it again. */
describe('the recorded proving ground', function () {
  this.timeout(600_000);
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

  for (const run of runs)
    it(`gives each case of ${run.name} the verdict and reasons of its truth`, async () => {
      assertOutcomes(run, await judge(run), declarations);
    });

  it('finds what follows the page in all browsers that send such a thing, and in none of the others', async () => {
    const run = runs.find(({ name }) => name === 'depends-on-page');
    assert(run);
    const cases = await judge(run);
    const ofKind = (kind: string) =>
      cases.filter(({ release }) => release.versionName.startsWith(`9.0.0-${kind}-`));
    const found = (kind: string) =>
      ofKind(kind).filter(({ reasons }) => reasons.some(({ code }) => code === 'content-follows-page'));
    const counts = ['follows', 'steady'].map((kind) => `${found(kind).length} of ${ofKind(kind).length}`);
    process.stdout.write(
      `    the page is found in ${counts.join(' browsers that tell it, and in ')} others\n`,
    );
    assert.deepEqual(counts, ['16 of 16', '0 of 10']);
  });

  it('misses leaks only if they are smaller than the sum of new values allows', async () => {
    const small = new Set(declarations.filter(isMissed).map(nameOfRelease));
    const missed = (await Promise.all(runs.map(judge)))
      .flat()
      .filter((each) => small.has(nameOfRelease(each.release)));
    for (const { release, verdict, reasons } of missed) {
      const unread = reasons.filter(({ code }) => code === 'values-unread');
      assert.equal(verdict, 'clean');
      assert(unread.length > 0, nameOfRelease(release));
      const sentences = unread.map(({ text }) => text).join(' ');
      process.stdout.write(`    below the threshold of the sum: ${nameOfRelease(release)}: ${sentences}\n`);
    }
    const ofAuthor = declarations.filter(isMissed).filter(hasReceiver);
    assert(ofAuthor.length <= MOST_MISSED, ofAuthor.map(nameOfRelease).join(', '));
  });

  /** The judgements of a run's recorded cases. */
  const judged = new Map<string, ReturnType<typeof judgeAll>>();
  function judge(run: ProvingRun): ReturnType<typeof judgeAll> {
    const known = judged.get(run.name) ?? judgeAll(run);
    judged.set(run.name, known);

    return known;
  }
});

async function judgeAll(run: ProvingRun) {
  const { policy } = await readTables(DEFAULT_BUDGET);
  const cases = await readRecording(run);

  return cases.map((evidence) => ({ ...evidence.facts, ...decide(evidence, policy) }));
}

/** Whether a browser leaks, but so little for each visit that the case is clean. */
function isMissed({ truth }: BrowserDeclaration): boolean {
  return Object.values(truth).some((modes) =>
    Object.values(modes ?? {}).some(
      ({ rooted, reasons }) => rooted === 'clean' && reasons.includes('values-unread'),
    ),
  );
}

/** Whether an independent author wrote a browser: it has a script that recovers the visited page. */
function hasReceiver({ versionName }: BrowserDeclaration): boolean {
  return existsSync(join(projectRoot, `apks/simulated/proving/mint-${versionName}/receiver.mjs`));
}
