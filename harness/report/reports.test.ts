import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import { completeAllureResults } from './allure/complete.ts';
import { type AllureResult, allureResultSchema } from './allure/result.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { messageOf } from './message.ts';
import { gateLines, tableOf } from './table.ts';
import { leakRecord, runOf } from './testing/run.ts';

const everyVerdict = runOf('leaks', 'suspect', 'inconclusive', 'clean');
const noRecord = () => undefined;
const DIGEST = 'd19e57'.padEnd(64, '0');

describe('messageOf', () => {
  it('names canary, recipient and chain of a leak', () => {
    const [row] = everyVerdict.cases;
    assert.ok(row);
    const message = messageOf(row, leakRecord);
    assert.match(message, /^leaks \(expected: clean\)/);
    assert.ok(
      message.includes(
        'visit-1 went to sa.api.intl.miui.com, in request.body > form:data_list > base64 > gzip > json:$[0].properties.url (sensors)',
      ),
    );
  });
});

describe('tableOf', () => {
  it('shows each verdict, marks unexpected verdicts, and marks simulated handsets', () => {
    const table = tableOf(everyVerdict);
    for (const text of [
      'leaks !',
      'suspect !',
      'inconclusive !',
      'because-inconclusive',
      'clean',
      'sa.api.intl.miui.com',
      'simulated',
      'mint@3.4.0',
    ])
      assert.ok(table.includes(text), `${text}\n${table}`);
    assert.ok(!table.includes('clean !'), table);
  });

  it('shows two files of one version as two releases', () => {
    const run = runOf('clean', 'leaks');
    const [first, second] = run.cases;
    assert.ok(first && second);
    second.scenario = first.scenario;
    second.release = { ...second.release, sha256: 'fe'.repeat(32) };
    const table = stripVTControlCharacters(tableOf(run));
    assert.match(table, /mint@3\.4\.0~01\S+.*clean/);
    assert.match(table, /mint@3\.4\.0~fe\S+.*leaks/);
  });
});

describe('gateLines', () => {
  it('returns the counts of verdicts, the result of the gate and its reasons', () => {
    const lines = gateLines(everyVerdict).join('\n');
    assert.match(lines, /4 cases: 1 leaks, 1 suspect, 1 inconclusive, 1 clean; 1 skipped/);
    assert.match(lines, /gate failed \(exit code 1\)/);
    assert.match(lines, /scenario-0\/private: leaks/);
  });
});

describe('junitOf', () => {
  it('writes a leak as a failure and an undecided case as an error', () => {
    const { testsuites } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(
      junitOf(everyVerdict, noRecord, DIGEST),
    ) as {
      testsuites: {
        testsuite: {
          tests: string;
          failures: string;
          errors: string;
          testcase: { name: string; failure?: { message: string } }[];
        }[];
      };
    };
    const [suite] = testsuites.testsuite;
    assert.deepEqual([suite?.tests, suite?.failures, suite?.errors], ['4', '1', '2']);
    assert.equal(suite?.testcase[0]?.failure?.message, 'leaks (expected: clean): history left the phone');
  });
});

describe('markdownOf', () => {
  it('writes one row for each case, and the skipped cases with the reason', () => {
    const page = markdownOf(everyVerdict, noRecord, DIGEST);
    assert.equal(page.match(/^\| `mint@3\.4\.0`/gm)?.length, 4);
    assert.match(page, /skipped: `mint@3\.4\.0` search private\/on: it has no switch/);
  });
});

describe('each report', () => {
  it('contains the digest of the run', () => {
    for (const text of [junitOf(everyVerdict, noRecord, DIGEST), markdownOf(everyVerdict, noRecord, DIGEST)])
      assert.ok(text.includes(`sha256:${DIGEST}`));
  });
});

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

  it('gives a leak the status failed, an undecided case broken, and each case its own id', async () => {
    await completeAllureResults(folder, everyVerdict, noRecord, DIGEST);
    const made = await results();
    assert.match(
      await readFile(join(folder, 'allure-results/environment.properties'), 'utf8'),
      new RegExp(`Run\\.digest=sha256:${DIGEST}`),
    );
    const statuses = made
      .map((result) => [result['fullName'], result.status])
      .toSorted(([a], [b]) => String(a).localeCompare(String(b)));
    assert.deepEqual(
      statuses.map(([, status]) => status),
      ['failed', 'broken', 'broken', 'passed'],
    );
    assert.equal(new Set(made.map((result) => result['testCaseId'])).size, 4);
    assert.ok(
      made.every((result) =>
        result.labels.some(({ name, value }) => name === 'tag' && value === 'simulated'),
      ),
    );
  });

  it("completes the reporter's own result of a case, and adds no second one", async () => {
    await completeAllureResults(folder, runOf('clean'), noRecord, DIGEST);
    const own = {
      uuid: 'aaaa',
      name: 'x',
      historyId: 'old',
      labels: [{ name: 'case', value: 'mint@3.4.0~0123abcd/scenario-0/private' }],
    };
    const [made] = await results();
    await rm(join(folder, 'allure-results', `${made?.uuid}-result.json`));
    await writeFile(join(folder, 'allure-results', 'aaaa-result.json'), JSON.stringify(own));
    await completeAllureResults(folder, runOf('leaks'), noRecord, DIGEST);
    const again = await results();
    assert.deepEqual(
      again.map((result) => [result.uuid, result.status]),
      [['aaaa', 'failed']],
    );
  });

  it('keeps one result of a case if a worker wrote its own result too late', async () => {
    await completeAllureResults(folder, runOf('clean'), noRecord, DIGEST);
    const late = {
      uuid: 'zzzz',
      name: 'x',
      labels: [{ name: 'case', value: 'mint@3.4.0~0123abcd/scenario-0/private' }],
    };
    await writeFile(join(folder, 'allure-results', 'zzzz-result.json'), JSON.stringify(late));
    assert.equal((await results()).length, 2);
    await completeAllureResults(folder, runOf('leaks'), noRecord, DIGEST);
    assert.deepEqual(
      (await results()).map((result) => result.status),
      ['failed'],
    );
  });
});
