import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun } from '../evidence/folders.ts';
import { indexPageOf } from '../report/nights/index.ts';
import { writePages, writeSinglePage } from '../report/reports.ts';
import { readSummary } from '../report/summary/read.ts';
import { decodingSteps } from './decoding-steps.ts';
import { type PageBrowser, startPageBrowser } from '../simulator/testing/page-browser.ts';
import { EVERY_OUTCOME, writePageRun } from './testing/page-run.ts';

const OPEN_ALL = `document.querySelectorAll('details').forEach((each) => { each.open = true; })`;

describe('the pages of a run in Chromium', function () {
  this.timeout(120_000);
  let dir: string;
  let work: string;
  let browser: PageBrowser;
  let pages: string[];
  before(async () => {
    dir = await writePageRun(EVERY_OUTCOME);
    await writePages(dir, await readRun(dir), {
      stepsOf: decodingSteps,
      warnings: ['the evidence was changed after the run, so these reports may be wrong:', '  x was changed'],
    });
    const names = await readdir(join(dir, 'report/timeline'));
    const leak = names.find((name) => /^mint@3\.4\.3.*\.html$/.test(name)) ?? '';
    const single = await writeSinglePage(dir, await readRun(dir), { stepsOf: decodingSteps });
    const summary = await readSummary(dir, await readRun(dir));
    const nights = [{ id: 'a', folder: dir, summary, warnings: ['x was changed'] }];
    await writeFile(
      join(dir, 'nights.html'),
      indexPageOf(nights, { pages: [{ file: 'x.html', name: 'all releases' }], history: 'history.json' }),
    );
    pages = ['index.html', 'report/index.html', `report/timeline/${leak}`, single, 'nights.html'].map(
      (path) => join(dir, path),
    );
    work = await mkdtemp(join(tmpdir(), 'leakgate-page-browser-'));
    browser = startPageBrowser(work);
  });
  after(async () => {
    await browser.close();
    await rm(work, { recursive: true, force: true });
    await rm(dir, { recursive: true });
  });

  for (const dark of [false, true])
    it(`have no finding of axe-core of any level, ${dark ? 'dark' : 'light'}`, async () => {
      for (const file of pages) {
        const page = await browser.open(file, { width: 1440, dark });
        await page.evaluate(OPEN_ALL);
        assert.deepEqual(await page.axe(), [], file);
      }
    });

  for (const width of [360, 900, 1440])
    it(`need no sideways scrolling at ${width} px`, async () => {
      for (const file of pages) {
        const page = await browser.open(file, { width });
        await page.evaluate(OPEN_ALL);
        const wide = await page.evaluate(
          `[...document.querySelectorAll('html, .scroll')].filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.tagName + ' ' + each.scrollWidth)`,
        );
        assert.deepEqual(wide, [], file);
      }
    });

  it('make no request but for themselves and their pictures, and break no policy', async () => {
    for (const file of pages) {
      const page = await browser.open(file, { width: 900 });
      assert.deepEqual(page.messages, [], file);
      assert.ok(page.requested.length > 0);
      for (const url of page.requested)
        assert.match(url, /^(?:file:\/\/\/.*(?:\.html|\.png)$|data:image\/png;)/);
    }
  });

  it('show pictures of the screen', async () => {
    const page = await browser.open(join(dir, 'index.html'), { width: 1440 });
    await page.evaluate(OPEN_ALL);
    await page.evaluate(
      `Promise.all([...document.images].map((each) => { each.loading = 'eager'; return each.decode(); })).then(() => 0)`,
    );
    assert.equal(await page.evaluate(`[...document.images].every((each) => each.naturalWidth === 1)`), true);
  });

  it('filter cases by outcome and text, and open the case that a link leads to', async () => {
    const page = await browser.open(join(dir, 'index.html'), { width: 1440 });
    const shown = () =>
      page.evaluate(`[...document.querySelectorAll('[data-outcome]')].filter((each) => !each.hidden).length`);
    assert.equal(await shown(), EVERY_OUTCOME.length);
    await page.evaluate(`document.querySelector('input[value=new-leak]').click()`);
    assert.equal(await shown(), EVERY_OUTCOME.length - 3);
    await page.evaluate(
      `(() => { const box = document.querySelector('input[type=search]'); box.value = 'MI-browser search'; box.dispatchEvent(new Event('input', { bubbles: true })); })()`,
    );
    assert.equal(await shown(), 1);
    const id = await page.evaluate(
      `(() => { const link = [...document.querySelectorAll('.matrix a.known-leak')][0]; link.click(); return link.hash.slice(1); })()`,
    );
    await new Promise((done) => setTimeout(done, 200));
    assert.equal(
      await page.evaluate(`document.getElementById('${String(id)}').querySelector('details').open`),
      true,
    );
  });

  it('open the case that a link from elsewhere leads to', async () => {
    const index = await browser.open(join(dir, 'index.html'), { width: 1440 });
    const place = String(
      await index.evaluate(`document.querySelector('.matrix a.known-leak').hash.slice(1)`),
    );
    const page = await browser.open(join(dir, 'index.html'), { width: 1440, place });
    assert.equal(
      await page.evaluate(`document.getElementById('${place}').querySelector('details').open`),
      true,
    );
  });

  it('show everything without a script, and no filter', async () => {
    const page = await browser.open(join(dir, 'index.html'), { width: 900, script: false });
    assert.equal(await page.evaluate(`document.querySelector('.filter').checkVisibility()`), false);
    assert.equal(
      await page.evaluate(
        `[...document.querySelectorAll('[data-outcome]')].every((each) => each.checkVisibility())`,
      ),
      true,
    );
  });

  it('filter the moments of a timeline', async () => {
    const page = await browser.open(pages[2] ?? '', { width: 900 });
    await page.evaluate(`document.querySelector('#only-leaks').click()`);
    assert.equal(
      await page.evaluate(
        `[...document.querySelectorAll('tr[data-who]')].every((each) => each.hidden !== each.classList.contains('found'))`,
      ),
      true,
    );
  });
});
