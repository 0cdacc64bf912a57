import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUTCOMES, summarize } from '../summary/summary.ts';
import { hostileSummary } from '../testing/hostile.ts';
import { DIGEST, runOfOutcomes } from '../testing/outcomes.ts';
import { runOf } from '../testing/run.ts';
import { CATEGORIES } from './categories.ts';
import { completeAllureResults } from './complete.ts';
import { type AllureResult, allureResultSchema } from './result.ts';

/** The summary of a run whose cases have no folder. */
const summaryOf = (run: ReturnType<typeof runOf>) =>
  summarize(run, { digest: DIGEST, decidedCase: () => undefined });

function labelsOf({ labels }: AllureResult, label: string): string[] {
  return labels.filter(({ name }) => name === label).map(({ value }) => value);
}

describe('completeAllureResults', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'leakgate-allure-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const results = async (): Promise<AllureResult[]> => {
    const files = (await readdir(join(folder, 'allure-results'))).filter((file) =>
      file.endsWith('-result.json'),
    );
    const read = await Promise.all(
      files.map((file) => readFile(join(folder, 'allure-results', file), 'utf8')),
    );

    return read.map((text) => allureResultSchema.parse(JSON.parse(text)));
  };

  it('says in the environment and in each result that the evidence was changed', async () => {
    const warnings = ['the evidence was changed after the run', '  traffic.har was changed'];
    const summary = summarize(runOf('leaks'), { digest: DIGEST, decidedCase: () => undefined, warnings });
    await completeAllureResults(folder, summary, {});
    const environment = await readFile(join(folder, 'allure-results/environment.properties'), 'utf8');
    assert.match(environment, /^Evidence=the evidence was changed after the run traffic\.har was changed$/m);
    assert.match(environment, /^Gate=EVIDENCE CHANGED AFTER THE RUN, do not rely on this: /m);
    for (const { statusDetails } of await results())
      assert.match(
        (statusDetails as { message?: string } | undefined)?.message ?? '',
        /^the evidence was changed after the run\n/,
      );
  });

  /** The results of `runOfOutcomes`, in the order of their outcomes. */
  const outcomeResults = async (): Promise<AllureResult[]> => {
    await completeAllureResults(folder, summaryOf(runOfOutcomes()), {});
    const made = await results();

    return OUTCOMES.map((outcome) => {
      const found = made.find((each) => labelsOf(each, 'outcome').includes(outcome));
      assert.ok(found);

      return found;
    });
  };

  it('has the status failed or broken only for what fails the gate', async () => {
    assert.deepEqual(
      (await outcomeResults()).map(({ status }) => status),
      ['failed', 'failed', 'broken', 'passed', 'passed', 'skipped', 'passed', 'passed'],
    );
  });

  it('puts each result into the category of its outcome', async () => {
    const names = (await outcomeResults()).map(
      ({ status = '', statusDetails }) =>
        CATEGORIES.find(
          ({ matchedStatuses, messageRegex }) =>
            (matchedStatuses as string[]).includes(status) &&
            new RegExp(`^(?:${messageRegex})$`, 's').test((statusDetails as { message: string }).message),
        )?.name,
    );
    assert.deepEqual(names, [...CATEGORIES.map(({ name }) => name), undefined, undefined]);
  });

  it('tags known leaks and changes, marks simulated handsets, and names the release in the Packages tab', async () => {
    const made = await outcomeResults();
    assert.deepEqual(
      made.map((each) => labelsOf(each, 'tag')),
      [
        ['leaks', 'new-leak', 'simulated'],
        ['clean', 'unexpected', 'simulated'],
        ['suspect', 'undecided', 'simulated'],
        ['leaks', 'known-leak', 'simulated'],
        ['clean', 'leak-gone', 'changed', 'simulated'],
        ['inconclusive', 'expected-undecided', 'simulated'],
        ['clean', 'limited', 'simulated'],
        ['clean', 'simulated'],
      ],
    );
    assert.ok(made.every((each) => labelsOf(each, 'package')[0]?.startsWith('mint.mint@3_4_0.')));
  });

  it('gives each case an id of its own, and contains the digest and the headline of the run', async () => {
    const made = await outcomeResults();
    assert.equal(new Set(made.map((result) => result['testCaseId'])).size, made.length);
    const environment = await readFile(join(folder, 'allure-results/environment.properties'), 'utf8');
    assert.match(environment, new RegExp(`^Run\\.digest=sha256:${DIGEST}$`, 'm'));
    assert.match(environment, /^Gate=gate failed \(exit code 1\): 1 new leak, 1 not as expected/m);
  });

  it('says which CI job made the report, only in CI', async () => {
    await completeAllureResults(folder, summaryOf(runOf('clean')), {});
    const files = () => readdir(join(folder, 'allure-results'));
    assert.ok(!(await files()).includes('executor.json'));
    await completeAllureResults(folder, summaryOf(runOf('clean')), { GITLAB_CI: 'true' });
    assert.ok((await files()).includes('executor.json'));
  });

  it('contains no control character of a recorded text, except the new lines between details', async () => {
    const hostile = hostileSummary();
    await completeAllureResults(
      folder,
      { ...hostile, cases: hostile.cases.map((each) => ({ ...each, record: undefined })) },
      {},
    );
    for (const { name, labels, parameters, statusDetails } of await results()) {
      const texts = [
        name,
        ...[...labels.filter((each) => each.name !== 'case'), ...parameters].map(({ value }) => value),
      ];
      for (const text of [...texts, ...(statusDetails as { message: string }).message.split('\n')])
        assert.doesNotMatch(text, /\p{C}/u);
    }
    const environment = await readFile(join(folder, 'allure-results/environment.properties'), 'utf8');
    for (const line of environment.split('\n').filter(Boolean)) assert.match(line, /^[\w.-]+=\P{C}*$/u);
  });

  it("completes the reporter's own result of a case, and adds no second one", async () => {
    await completeAllureResults(folder, summaryOf(runOf('clean')), {});
    const own = {
      uuid: 'aaaa',
      name: 'x',
      historyId: 'old',
      labels: [{ name: 'case', value: 'mint@3.4.0~0123abcd/scenario-0/private' }],
    };
    const [made] = await results();
    await rm(join(folder, 'allure-results', `${made?.uuid}-result.json`));
    await writeFile(join(folder, 'allure-results', 'aaaa-result.json'), JSON.stringify(own));
    await completeAllureResults(folder, summaryOf(runOf('leaks')), {});
    const again = await results();
    assert.deepEqual(
      again.map((result) => [result.uuid, result.status]),
      [['aaaa', 'failed']],
    );
  });

  it('keeps one result of a case if a worker wrote its own result too late', async () => {
    await completeAllureResults(folder, summaryOf(runOf('clean')), {});
    const late = {
      uuid: 'zzzz',
      name: 'x',
      labels: [{ name: 'case', value: 'mint@3.4.0~0123abcd/scenario-0/private' }],
    };
    await writeFile(join(folder, 'allure-results', 'zzzz-result.json'), JSON.stringify(late));
    assert.equal((await results()).length, 2);
    await completeAllureResults(folder, summaryOf(runOf('leaks')), {});
    assert.deepEqual(
      (await results()).map((result) => result.status),
      ['failed'],
    );
  });
});
