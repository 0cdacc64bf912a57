import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allureHistory } from './allure-history.ts';

const trend = (total: number) => JSON.stringify([{ data: { passed: total, total } }]);

describe("Allure's history", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-allure-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const inFolder = (...path: string[]) => join(folder, ...path);
  const historyOf = (run: string) => allureHistory({ file: inFolder('history.json'), run });
  /** Makes a report whose trend has this total. @returns the trend that the report started from */
  const report = async (run: string, total: number): Promise<string | undefined> => {
    const history = historyOf(run);
    assert.deepEqual(await history.addTo(inFolder('allure-results')), []);
    const given = inFolder('allure-results/history/history-trend.json');
    const before = existsSync(given) ? await readFile(given, 'utf8') : undefined;
    await mkdir(inFolder('allure-report/history'), { recursive: true });
    await writeFile(inFolder('allure-report/history/history-trend.json'), trend(total));
    await history.keepFrom(inFolder('allure-report'));

    return before;
  };

  it('starts a report from the run before, on any machine', async () => {
    assert.equal(await report('one', 1), undefined);
    await rm(inFolder('allure-report'), { recursive: true });
    assert.equal(await report('two', 2), trend(1));
    assert.equal(await report('three', 3), trend(2));
  });

  it('does not count a run twice if its reports are made again', async () => {
    await report('one', 1);
    await report('two', 2);
    assert.equal(await report('two', 2), trend(1));
    assert.equal(await report('three', 3), trend(2));
  });

  it('keeps no messages, which have what was browsed', async () => {
    await mkdir(inFolder('allure-report/history'), { recursive: true });
    const item = {
      uid: 'a',
      status: 'failed',
      statusDetails: 'sent https://secret.example/',
      time: { start: 1 },
    };
    await writeFile(
      inFolder('allure-report/history/history.json'),
      JSON.stringify({ key: { statistic: { total: 1 }, items: [item] } }),
    );
    await historyOf('one').keepFrom(inFolder('allure-report'));
    const kept = await readFile(inFolder('history-allure/after/history.json'), 'utf8');
    assert.match(kept, /"uid":"a","status":"failed"/);
    assert.doesNotMatch(kept, /secret/);
  });

  const broken: [what: string, content: string][] = [
    ['is not JSON', 'x'],
    ['is no list', '{}'],
    ['has entries without data', '[null]'],
    ['has text in place of counts', '[{"data":{"total":"<img>"}}]'],
  ];
  for (const [what, content] of broken)
    it(`leaves out a file that ${what}`, async () => {
      await report('one', 1);
      await writeFile(inFolder('history-allure/after/history-trend.json'), content);
      const warnings = await historyOf('two').addTo(inFolder('allure-results'));
      assert.match(warnings.join(), /left out: .*history-trend\.json/);
      assert.equal(existsSync(inFolder('allure-results/history/history-trend.json')), false);
    });

  it('copies no other file', async () => {
    await report('one', 1);
    await writeFile(inFolder('history-allure/after/evil.json'), '{}');
    await historyOf('two').addTo(inFolder('allure-results'));
    assert.equal(existsSync(inFolder('allure-results/history/evil.json')), false);
    assert.equal(existsSync(inFolder('allure-results/history/history-trend.json')), true);
  });
});
