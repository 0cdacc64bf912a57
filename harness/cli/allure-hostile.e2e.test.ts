import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { readRun } from '../evidence/folders.ts';
import { writeReports } from '../report/reports.ts';
import { type PageBrowser, startPageBrowser } from '../simulator/testing/page-browser.ts';
import { decodingSteps } from './decoding-steps.ts';
import { caseWithText, HARMLESS, HOSTILE, runWithText } from './testing/hostile-texts.ts';
import { EVERY_OUTCOME, writePageRun } from './testing/page-run.ts';

const VIEWS = ['', 'leaking case', 'categories', 'suites', 'graph', 'timeline', 'behaviors', 'packages'];
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
};
/** All elements of the view, and of every case that the list of cases opens, by name and attributes; a case's texts have no part in it. */
const STRUCTURE = `[...document.querySelectorAll('#content *')].map((each) => each.localName + ' ' + each.getAttributeNames().sort().join(' ')).join('\\n')`;

/** Resolves once the number of elements is the same for a second: the views load their data after the page. */
const UNTIL_STILL = `(async () => {
  for (let before = -1, still = 0; still < 5; ) {
    await new Promise((done) => setTimeout(done, 200));
    const now = document.querySelector('.spinner') ? -1 : document.querySelectorAll('#content *').length;
    still = now === before && now > 0 ? still + 1 : 0;
    before = now;
  }
})()`;

describe('the Allure report of a run with hostile texts', function () {
  this.timeout(180_000);
  let browser: PageBrowser;
  let server: Server;
  let work: string;
  const folders = new Map<string, string>();

  before(async () => {
    for (const [host, text] of [
      ['hostile.example', HOSTILE],
      ['harmless.example', HARMLESS],
    ] as const) {
      const dir = await writePageRun(
        EVERY_OUTCOME.slice(1, 9).map((spec) => caseWithText(spec, text)),
        (run) => runWithText(run, text),
      );
      await writeReports(dir, await readRun(dir), { stepsOf: decodingSteps });
      folders.set(host, dir);
    }
    server = createServer(
      (request, response) =>
        void answer(request.url ?? '').then(([status, type, body]) =>
          response.writeHead(status, { 'content-type': type }).end(body),
        ),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    work = await mkdtemp(join(tmpdir(), 'leakgate-allure-browser-'));
    browser = startPageBrowser(work, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  after(async () => {
    await browser.close();
    server.close();
    for (const dir of [work, ...folders.values()]) await rm(dir, { recursive: true, force: true });
  });

  /** A file of a report, by the address that the proxy is asked for. */
  async function answer(url: string): Promise<[number, string, Buffer]> {
    const { hostname, pathname } = new URL(url);
    const path = normalize(decodeURIComponent(pathname)).replace(/\/$/, '/index.html');
    try {
      const body = await readFile(join(folders.get(hostname) ?? '/nowhere', 'allure-report', path));

      return [200, TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream', body];
    } catch {
      return [404, 'text/plain', Buffer.from('not found')];
    }
  }

  /** The place of a view in the address; that of the case contains its id. */
  async function placeOf(view: string, host: string): Promise<string> {
    if (view !== 'leaking case') return view;
    const cases = join(folders.get(host) ?? '', 'allure-report/data/test-cases');
    for (const name of await readdir(cases)) {
      const found = JSON.parse(await readFile(join(cases, name), 'utf8')) as {
        uid: string;
        name: string;
        status: string;
      };
      if (found.status === 'failed' && found.name.startsWith('search')) return `testresult/${found.uid}`;
    }
    throw new Error('no case leaks');
  }

  for (const view of VIEWS)
    it(`has the same structure in the view ${view || 'overview'}, and runs no script of a text`, async () => {
      const structures: unknown[] = [];
      for (const host of folders.keys()) {
        const page = await browser.open(`http://${host}/`, { width: 1440, place: await placeOf(view, host) });
        await page.evaluate(UNTIL_STILL);
        structures.push(await page.evaluate(STRUCTURE));
        assert.deepEqual(page.messages, [], host);
        for (const url of page.requested)
          assert.ok(url.startsWith(`http://${host}/`) || url.startsWith('data:'), url.slice(0, 80));
      }
      assert.ok(String(structures[0]).length > 500, `the view is empty: ${String(structures[0])}`);
      assert.equal(structures[0], structures[1]);
    });
});
