import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readCase, readPlan } from '../../evidence/folders.ts';
import type { Plan } from '../../model/plan.ts';
import { caseDirOf } from '../record/run-record.ts';
import { readTables, type Tables } from '../tables.ts';
import { type FakeBehaviour, fakeStation } from '../testing/fake-station.ts';
import { writeRunFolder } from '../testing/run-folder.ts';
import { checkExpectations, expect } from './expectations.ts';
import type { Scenario } from './fixtures.ts';
import { StepTimeout } from './limit.ts';
import { runCase } from './run-case.ts';

const WINDOWS = ['foreground', 'background', 'after-private', 'after-relaunch'].map(
  (phase) => `wait ${phase}`,
);
const TWIN = ['visit 1', 'wait twin', 'home', 'wait twin-background'];

describe('runCase', function () {
  this.timeout(60_000);
  let folder: string;
  let plan: Plan;
  let tables: Tables;

  before(async () => {
    tables = await readTables(DEFAULT_BUDGET);
    const { dir } = await writeRunFolder('0'.repeat(64));
    plan = await readPlan(dir);
    await rm(dir, { recursive: true });
  });
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'leakgate-case-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs a scenario as a case on a fake handset. Returns the steps, the judgement, and what the case's Mocha test threw. */
  async function run(scenario: Scenario, behaviour: FakeBehaviour = {}, identities = 1, soakMs = 0) {
    const [batch] = plan.batches;
    const [planned] = batch?.cases ?? [];
    assert.ok(batch && planned);
    const { station, done } = fakeStation(folder, plan.run, batch.release, behaviour);
    const ended = await runCase({
      runDir: folder,
      plan: { ...plan, identities, soakMs },
      planned,
      scenario,
      station,
      tables,
      diagnose: async (error) => ({
        kind: 'broken',
        at: new Date().toISOString(),
        what: 'story',
        detail: String(error),
      }),
    });
    let thrown: Error | undefined;
    try {
      checkExpectations(ended, ended.result);
    } catch (error) {
      assert.ok(error instanceof Error);
      thrown = error;
    }
    const { evidence } = await readCase(caseDirOf(folder, planned.id));
    const twin = evidence.timeline.steps.flatMap((step) => (step.kind === 'twin' ? [step.what] : []));

    return {
      done,
      verdict: ended.record.verdict,
      codes: ended.record.reasons.map(({ code }) => code),
      twin,
      fatal: ended.fatal,
      thrown: thrown && `${thrown.name}: ${thrown.message}`,
      canaries: evidence.canaries,
      steps: evidence.timeline.steps,
    };
  }
  const visiting: Scenario = async ({ browser, site, traffic }) => {
    await browser.openPrivately();
    const visit = await browser.visit(site.page());
    await expect(traffic).not.toLeak(visit);
  };
  const assertCode = (codes: readonly string[], code: string): void =>
    assert.ok(codes.includes(code), codes.join());

  it('waits for uploads and runs the twin after the scenario has ended', async () => {
    const { done, twin, codes, thrown } = await run(visiting);
    assert.deepEqual(done, [
      'clear',
      'wait idle',
      'open privately',
      'visit 0',
      'wait foreground',
      'home',
      'wait background',
      'wait after-private',
      'wait after-relaunch',
      ...TWIN,
    ]);
    assert.deepEqual(twin, ['begun', 'ended']);
    assert.ok(!codes.some((code) => ['story-failed', 'not-judged', 'story-unfinished'].includes(code)));
    assert.match(String(thrown), /^Undecided: .* is inconclusive/);
  });

  it("names in the verdict the rows of the user's own table that proved private mode", async () => {
    const scenario: Scenario = async ({ browser, site, traffic }) => {
      await browser.openPrivately();
      const visit = await browser.visit(site.page());
      await expect(traffic).not.toLeak(visit);
    };
    const { codes } = await run(scenario, { ownRow: "menuExitPrivate by text 'Quit'" });
    assert.ok(codes.includes('proven-by-own-rows'), codes.join(' '));
    assert.ok(!(await run(scenario)).codes.includes('proven-by-own-rows'));
  });

  it('runs the scenario once for each identity, with new canaries', async () => {
    const { done, canaries } = await run(visiting, {}, 3);
    assert.equal(done.filter((each) => each === 'clear').length, 3);
    assert.deepEqual(
      canaries.filter(({ kind }) => kind === 'url').map(({ id }) => id),
      ['visit-1', 'visit-2', 'visit-3'],
    );
    assert.deepEqual(done.slice(-TWIN.length), TWIN.with(0, 'visit 3'));
  });

  it('fails the test of a case that leaks, with the value, its recipient and its encoding', async () => {
    const { verdict, thrown, canaries } = await run(visiting, { leaks: ({ index }) => index === 0 });
    assert.equal(verdict, 'leaks');
    const { value } = canaries.find(({ id }) => id === 'visit-1') ?? {};
    assert.ok(thrown?.startsWith('AssertionError: expected nothing to leak, but mint@'), thrown);
    assert.ok(
      thrown?.includes(
        `'${value}' (visit-1) went to sa.api.intl.miui.com in request.body, encoded as form:data_list > base64 > gzip`,
      ),
      thrown,
    );
  });

  it('passes toLeak if the value leaks only under a later identity', async () => {
    const { thrown } = await run(
      async ({ browser, site, traffic }) => {
        await expect(traffic).toLeak(await browser.visit(site.page()));
      },
      { leaks: ({ index }) => index === 1 },
      2,
    );
    assert.equal(thrown, undefined);
  });

  it('fails the test of a case that leaks, also if the expectation is in a try block', async () => {
    const { verdict, twin, thrown } = await run(
      async ({ browser, site, traffic }) => {
        try {
          await expect(traffic).not.toLeak(await browser.visit(site.page()));
        } catch {
          assert.fail('an expectation throws nothing');
        }
      },
      { leaks: ({ index }) => index === 0 },
    );
    assert.deepEqual([verdict, twin], ['leaks', ['begun', 'ended']]);
    assert.match(String(thrown), /^AssertionError/);
  });

  it('fails the test of a case that leaks, also if the expectation precedes the visit', async () => {
    const { done, twin, thrown } = await run(
      async ({ browser, site, traffic }) => {
        const page = site.page();
        await expect(traffic).not.toLeak(page);
        await browser.visit(page);
      },
      { leaks: ({ index }) => index === 0 },
    );
    assert.deepEqual(
      [done.filter((each) => each.startsWith('visit')), twin],
      [
        ['visit 0', 'visit 1'],
        ['begun', 'ended'],
      ],
    );
    assert.match(String(thrown), /^AssertionError/);
  });

  it('fails the test if one of two expectations is not met', async () => {
    const { thrown } = await run(
      async ({ browser, site, traffic }) => {
        const first = await browser.visit(site.page());
        const second = await browser.visit(site.page());
        await expect(traffic).toLeak(first);
        await expect(traffic).not.toLeak(second);
      },
      { leaks: ({ index }) => index === 0 },
    );
    assert.match(String(thrown), /^AssertionError: expected nothing to leak/);
  });

  it('waits for uploads without an expectation, and is inconclusive unless it leaks', async () => {
    const silent: Scenario = async ({ browser, site }) => void (await browser.visit(site.page()));
    const clean = await run(silent);
    assert.equal(clean.verdict, 'inconclusive');
    assertCode(clean.codes, 'not-judged');
    assert.deepEqual([clean.twin, clean.done.filter((each) => WINDOWS.includes(each))], [[], WINDOWS]);
    const leaking = await run(silent, { leaks: () => true });
    assert.deepEqual([leaking.verdict, leaking.thrown?.slice(0, 14)], ['leaks', 'AssertionError']);
  });

  it('waits for uploads if the scenario throws after the expectation, and is inconclusive unless it leaks', async () => {
    const throwing: Scenario = async (fixtures) => {
      await visiting(fixtures);
      throw new Error('too late');
    };
    const clean = await run(throwing);
    assert.equal(clean.verdict, 'inconclusive');
    assertCode(clean.codes, 'story-failed');
    assert.deepEqual([clean.twin, clean.done.filter((each) => WINDOWS.includes(each))], [[], WINDOWS]);
    assert.equal((await run(throwing, { leaks: () => true })).verdict, 'leaks');
  });

  it('fails the test of a failed scenario, even if the case leaks as expected', async () => {
    const { verdict, thrown } = await run(
      async ({ browser, site, traffic }) => {
        await expect(traffic).toLeak(await browser.visit(site.page()));
        throw new Error('too late');
      },
      { leaks: () => true },
    );
    assert.deepEqual([verdict, thrown], ['leaks', 'Error: the scenario failed: too late']);
  });

  it('is inconclusive if a visit fails, even if the spec catches the error', async () => {
    const { codes, twin, verdict } = await run(
      async ({ browser, site, traffic }) => {
        const page = site.page();
        await browser.visit(page).catch(() => {});
        await expect(traffic).not.toLeak(page);
      },
      { failsAt: 0 },
    );
    assertCode(codes, 'story-failed');
    assert.deepEqual([verdict, twin], ['inconclusive', []]);
  });

  it('does not wait if the scenario fails before the first visit', async () => {
    const { done, codes } = await run(async () => {
      throw new Error('at once');
    });
    assertCode(codes, 'story-failed');
    assert.deepEqual(done, ['clear', 'wait idle']);
  });

  it('reports the handset as unusable after a step that did not end in time', async () => {
    const { done, fatal } = await run(async ({ browser, site }) => {
      await browser.visit(site.page());
      throw new StepTimeout('stuck');
    });
    assert.equal(fatal, 'stuck');
    assert.deepEqual(done, ['clear', 'wait idle', 'visit 0']);
  });

  it('is inconclusive if the twin fails, but keeps a leak of the private part', async () => {
    const leaking = await run(visiting, { failsAt: 1, leaks: ({ index }) => index === 0 });
    assert.deepEqual([leaking.verdict, leaking.twin], ['leaks', ['begun', 'failed']]);
    const clean = await run(visiting, { failsAt: 1 });
    assertCode(clean.codes, 'twin-failed');
    assert.equal(clean.verdict, 'inconclusive');
  });

  it('records longer after the last relaunch if the run soaks', async () => {
    const { steps } = await run(visiting, {}, 2, 3_600_000);
    const lengths = (phase: string) =>
      steps.flatMap((step) => (step.kind === 'window' && step.phase === phase ? [step.handsetMs] : []));
    assert.deepEqual(lengths('after-relaunch'), [45_000, 3_600_000]);
    assert.deepEqual(lengths('foreground'), [45_000, 45_000]);
  });

  it('reads and forces scheduled jobs before the browser is stopped or cleared', async () => {
    const { steps } = await run(visiting, {}, 2);
    const jobs = steps.flatMap((step) => (step.kind === 'jobs' ? [step.when] : []));
    assert.deepEqual(jobs, ['before-stop', 'identity-end', 'before-stop', 'identity-end', 'twin-end']);
  });

  it('forces a job, and keeps one that did not run as pending', async () => {
    const pending = async (job: FakeBehaviour['job']) => {
      const { steps, done } = await run(visiting, { ...(job && { job }) });
      const forced = done.filter((step) => step === 'force job 17').length;

      return [
        forced,
        steps.flatMap((step) => (step.kind === 'jobs' ? [[step.forced, step.pending.length]] : [])),
      ];
    };
    const thrice = (row: number[]) => [row, row, row];
    assert.deepEqual(await pending(undefined), [0, thrice([0, 0])]);
    assert.deepEqual(await pending('runs'), [3, thrice([1, 0])]);
    assert.deepEqual(await pending('stays'), [3, thrice([1, 1])]);
  });

  it('makes Firebase upload at once, under each identity', async () => {
    const { done } = await run(visiting, { sdks: tables.sdks.filter(({ id }) => id === 'firebase') }, 2);
    const { package: name } = plan.batches[0]?.release ?? {};
    const set = `setprop debug.firebase.analytics.app ${name}`;
    assert.deepEqual(
      done.filter((step) => ['clear', set].includes(step)),
      ['clear', set, 'clear', set],
    );
  });
});
