import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type * as z from 'zod';
import { createCertificateAuthority } from '../capture/certificate-authority.ts';
import { type Recorder, startRecorder } from '../capture/recorder.ts';
import type { Handset } from '../handset/handset.ts';
import { type Rig, startRig } from '../handset/testing/rig.ts';
import { simulatedApk } from '../handset/testing/simulated-apk.ts';
import { browserSchema } from '../model/browser.ts';
import type { Responder } from '../model/origin.ts';
import type { BrowserTables } from '../model/family.ts';
import { countCuesSeen, CUES_NEEDED } from '../model/step-proofs.ts';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { type BrowserPage, browserFor } from './browser-page.ts';
import { tablesFor } from './release-screens.ts';

const APKS = resolve(import.meta.dirname, '../../apks/simulated');
const BROWSERS = ['mint-3.4.0', 'mint-3.4.3', 'mi-browser-12.1.4', 'mi-browser-pro-12.1.3', 'chrome-120'];

describe('page objects against the simulated browsers', function () {
  this.timeout(180_000);
  let rig: Rig;
  let handset: Handset;
  let recorder: Recorder;
  let tables: BrowserTables;
  const requestedUrls: string[] = [];
  /** Answers every request with a page that a single link covers. */
  const respond: Responder = ({ url }) => {
    requestedUrls.push(url);
    const html = `<!doctype html><title>t</title><a href="https://linked.example/next" style="position:fixed;inset:0">go</a>`;

    return {
      status: 200,
      headers: [['content-type', 'text/html']],
      body: Buffer.from(html),
      responder: 'site',
    };
  };
  const waitForRequest = async (part: string): Promise<void> => {
    const limit = Date.now() + 15_000;
    while (!requestedUrls.some((url) => url.includes(part))) {
      assert.ok(Date.now() < limit, `nobody asked for ${part}: ${requestedUrls.slice(-10).join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  /** Taps again where the page was not drawn yet: a tap before that reaches no link. */
  const tapUntilRequested = async (page: BrowserPage, part: string): Promise<void> => {
    for (let taps = 1; taps < 5; taps++) {
      await page.tapPage();
      const limit = Date.now() + 3_000;
      while (Date.now() < limit && !requestedUrls.some((url) => url.includes(part)))
        await new Promise((resolve) => setTimeout(resolve, 50));
      if (requestedUrls.some((url) => url.includes(part))) return;
    }
    await waitForRequest(part);
  };

  before(async () => {
    tables = tablesFor(await readBrowserTables(await readFamilies()), { family: 'mint', simulated: true });
    rig = await startRig({ speed: 20 });
    handset = await rig.openHandset();
    const ca = await createCertificateAuthority();
    recorder = await startRecorder({ ca, respond });
    await handset.intercept({
      recorderPort: recorder.port,
      ca: { pem: ca.cert, fileName: ca.fileName },
      trust: 'platform',
    });
  });
  after(async () => {
    await handset?.restore();
    await recorder?.stop();
    assert.deepEqual(await rig?.stop(), []);
  });

  for (const name of BROWSERS)
    describe(name, () => {
      let page: BrowserPage;
      let declaration: z.infer<typeof browserSchema>;

      before(async () => {
        declaration = browserSchema.parse(
          JSON.parse(await readFile(join(APKS, name, 'browser.json'), 'utf8')),
        );
        const before = await handset.version(declaration.package);
        if (before) await handset.uninstall(declaration.package);
        await handset.install(await simulatedApk(name, declaration.package), { replace: true });
        page = browserFor(declaration, handset, tables);
      });
      afterEach(async function () {
        if (this.currentTest?.state === 'failed') process.stderr.write(`${await handset.source()}\n`);
      });

      it('starts, accepts its consent dialog and dismisses its walls', async () => {
        await page.launch();
        assert.equal(await page.answerConsent('agree'), declaration.consent !== null);
        assert.deepEqual(
          await page.dismissWalls(),
          declaration.walls.map(() => 'default-browser'),
        );
        assert.equal(await page.answerConsent('agree'), false);
        assert.equal(await page.isForeground(), true);
      });

      it('proves private mode by two cues that normal mode does not show', async () => {
        const cues = await page.openPrivately();
        assert.ok(countCuesSeen(cues) >= CUES_NEEDED, JSON.stringify(cues));
      });

      it('visits a page, follows a link, searches, and stays in private mode', async () => {
        await page.visit(`https://visited.example/${name}?q=a%20b&c=d`);
        await waitForRequest(`visited.example/${name}?q=a%20b&c=d`);
        await tapUntilRequested(page, 'linked.example/next');
        requestedUrls.length = 0;
        await page.search(`canary ${name} words`);
        await waitForRequest('canary');
        const cues = await page.privateCues();
        assert.ok(countCuesSeen(cues) >= CUES_NEEDED, JSON.stringify(cues));
      });

      it('goes to the background, returns to the foreground, and leaves private mode', async () => {
        await handset.home();
        assert.equal(await page.isForeground(), false);
        await page.relaunch();
        assert.equal(await page.isForeground(), true);
        await page.closePrivate();
        assert.equal(countCuesSeen(await page.privateCues()), 0);
      });

      it('reads and sets the statistics switch', async () => {
        const { statistics } = declaration;
        const reading = await page.readSwitch();
        if (!statistics) {
          assert.equal(reading, null);
          return;
        }
        assert.deepEqual(reading, {
          label: statistics.label,
          summary: statistics.checked ? statistics.summaryOn : statistics.summaryOff,
          checked: statistics.checked,
        });
        for (const on of [!statistics.checked, statistics.checked]) {
          assert.equal((await page.setSwitch(on))?.checked, on);
          assert.equal((await page.readSwitch())?.checked, on);
        }
      });

      it('ends and starts again, and reports the state of its private tab', async () => {
        await page.openPrivately();
        await page.visit(`https://visited.example/${name}`);
        await waitForRequest(`visited.example/${name}`);
        await handset.shell(['am', 'force-stop', declaration.package]);
        await page.launch();
        assert.equal(await page.answerConsent('agree'), false);
        const after = await page.privateAfterRelaunch([
          { url: `https://visited.example/${name}`, title: 'no page has it' },
        ]);
        assert.equal(after.tabs, declaration.private.restoredOnRelaunch ? 'restored' : 'gone', after.detail);
      });
    });
});
