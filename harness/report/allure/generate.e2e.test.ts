import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateAllure } from './generate.ts';

describe('the Allure report', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-allure-'));
    await mkdir(join(folder, 'allure-results'));
    await writeFile(
      join(folder, 'allure-results/1-result.json'),
      JSON.stringify({ uuid: '1', name: 'x', status: 'passed' }),
    );
  });
  after(() => rm(folder, { recursive: true }));

  it('leads to a page that explains, if it is opened from the disk', async () => {
    const report = await generateAllure(folder, 1);
    const index = await readFile(join(report, 'index.html'), 'utf8');
    const redirect = index.indexOf("location.replace('from-disk.html')");
    assert.ok(redirect > 0);
    assert.ok(redirect < index.indexOf('<script', redirect), 'it comes before all other scripts');
    const page = await readFile(join(report, 'from-disk.html'), 'utf8');
    assert.match(page, /A browser cannot open the Allure report from the disk/);
    assert.match(page, /<a href="\.\.\/index\.html">/);
  });
});
