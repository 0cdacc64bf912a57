import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostileSummary } from '../testing/hostile.ts';
import { summaryOf } from '../testing/outcomes.ts';
import { runOf } from '../testing/run.ts';
import { annotationsOf } from './annotations.ts';
import { annotationLines, writeJobSummary } from './announce.ts';
import { jobSummaryOf } from './job-summary.ts';

describe('annotationsOf', () => {
  it('has errors for what fails the gate, warnings for undecided cases, and the headline', () => {
    assert.deepEqual(
      annotationsOf(summaryOf()).map((line) => line.split('::').slice(0, 2).join('::')),
      [
        '::error title=new leak%3A mint@3.4.0%2C scenario-7%2C private',
        '::error title=not expected%3A mint@3.4.0%2C scenario-6%2C private',
        '::error title=mint@3.3.* visit-* private (simulated)',
        '::warning title=undecided%3A mint@3.4.0%2C scenario-5%2C private',
        '::notice title=Leakgate',
        '::notice title=leak gone%3A mint@3.4.0%2C scenario-3%2C private',
      ],
    );
  });

  it('shows known leaks only as a number', () => {
    const run = runOf('leaks');
    run.cases[0]!.expected = ['leaks'];
    run.gate = { passed: true, exitCode: 0, failures: [] };
    assert.deepEqual(annotationsOf(summaryOf(run)), [
      '::notice title=Leakgate::gate passed: 1 known leak, 0 new, 1 skipped',
    ]);
  });

  it('counts what is more than GitHub shows', () => {
    const errors = annotationsOf(
      summaryOf(runOf(...Array.from({ length: 25 }, () => 'leaks' as const))),
    ).filter((line) => line.startsWith('::error'));
    assert.equal(errors.length, 10);
    assert.equal(errors[9], '::error title=Leakgate::16 more; report/summary.md lists them');
  });

  it('escapes what the runner would decode', () => {
    const run = runOf('inconclusive');
    run.cases[0]!.scenario = 'a:b,c%0A';
    run.cases[0]!.reasons = [{ code: 'not-run', text: '100 %0A::error::x, y: z' }];
    assert.ok(
      annotationsOf(summaryOf(run)).includes(
        '::warning title=undecided%3A mint@3.4.0%2C a%3Ab%2Cc%250A%2C private::no verdict on mint@3.4.0 in private mode: 100 %250A::error::x, y: z',
      ),
    );
  });

  it('leaves each hostile text in its command', () => {
    for (const line of annotationsOf(hostileSummary())) {
      assert.doesNotMatch(line, /\p{C}/u);
      const [, head = ''] = /^::(?:error|warning|notice) title=(.*?)::/.exec(line) ?? [];
      assert.ok(head);
      assert.doesNotMatch(head.replaceAll(/%(?:25|0D|0A|3A|2C)/g, ''), /[%:,]/);
      assert.doesNotMatch(line.replaceAll(/%(?:25|0D|0A|3A|2C)/g, ''), /%/);
    }
  });
});

describe('annotationLines', () => {
  it('is empty outside of GitHub Actions', () => {
    for (const env of [{}, { GITHUB_ACTIONS: '' }, { GITHUB_ACTIONS: 'false' }])
      assert.deepEqual(annotationLines(summaryOf(), env), []);
    assert.equal(annotationLines(summaryOf(), { GITHUB_ACTIONS: 'true' }).length, 6);
  });
});

describe('writeJobSummary', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'leakgate-github-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('appends to what other commands of the step wrote', async () => {
    const file = join(folder, 'summary');
    await writeFile(file, 'before\n');
    await writeJobSummary(summaryOf(), assert.fail, { GITHUB_STEP_SUMMARY: file });
    assert.equal(await readFile(file, 'utf8'), `before\n${jobSummaryOf(summaryOf())}`);
  });

  it('does nothing without the variable', async () => {
    await writeJobSummary(summaryOf(), assert.fail, {});
    await writeJobSummary(summaryOf(), assert.fail, { GITHUB_STEP_SUMMARY: '' });
  });

  it('reports a file that cannot be written, and goes on', async () => {
    const printed: string[] = [];
    await writeJobSummary(summaryOf(), (text) => printed.push(text), {
      GITHUB_STEP_SUMMARY: join(folder, 'no/such'),
    });
    assert.match(printed.join(), /^could not write the job summary to .*no\/such: /);
  });
});

describe('jobSummaryOf', () => {
  it('is cut at a line and says so, if it is too long for GitHub', () => {
    const run = runOf(...Array.from({ length: 300 }, () => 'leaks' as const));
    const whole = jobSummaryOf(summaryOf(run));
    const cut = jobSummaryOf(summaryOf(run), 20_000);
    assert.ok(Buffer.byteLength(cut) <= 20_000);
    const [kept = '', end] = cut.split('\n\nThe summary is too long');
    assert.ok(whole.startsWith(`${kept}\n`));
    assert.match(end ?? '', /report\/summary\.md has the rest\.\n$/);
    assert.doesNotMatch(whole, /too long/);
  });
});
