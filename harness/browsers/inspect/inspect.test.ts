import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserActivity } from '../../simulator/activities/testing/doubles.ts';
import { readBrowserTables, readFamilies } from '../../tables/families.ts';
import { OWN_TABLE } from '../../tables/own-table.ts';
import { tablesRoot } from '../../tables/read-table.ts';
import { addToOwnTable } from '../../tables/write-own-table.ts';
import { type BrowserPage, browserFor } from '../browser-page.ts';
import type { Cue } from '../cues.ts';
import type { DrivenRelease } from '../driven-release.ts';
import { tablesFor } from '../release-screens.ts';
import { type DoubledPhone, startDoubledPhone } from '../testing/doubled-phone.ts';
import { type Stranger, STRANGERS } from '../testing/strangers.ts';
import { inspectBrowser } from './inspect.ts';

/** Only the user's own table has this family. */
const FAMILY = 'stranger';
const LIMIT_MS = 300;
const kindsSeen = (cues: readonly Cue[]): string[] =>
  cues.filter(({ seen, name }) => seen && name !== 'secure-flag').map(({ name }) => name);

describe('inspectBrowser', function () {
  this.timeout(60_000);
  let root: string;
  let phone: DoubledPhone;
  let release: DrivenRelease;
  let said: string[];
  let kept: string[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-inspect-'));
    [said, kept] = [[], []];
    for (const path of ['harness/families/data', 'harness/browsers/data', 'apks/simulated/locators.yaml'])
      await cp(join(tablesRoot, path), join(root, path), { recursive: true });
  });
  afterEach(async () => {
    await phone.stop();
    await rm(root, { recursive: true });
  });

  /** Starts a phone with a browser, fresh as after `pm clear`. */
  const start = async ({ declaration }: Stranger): Promise<void> => {
    phone = await startDoubledPhone({ family: FAMILY, ...declaration });
    release = { family: FAMILY, package: phone.package, versionName: '1', activity: browserActivity };
    const family = `{ product: S, vendor: V, package: ${phone.package}.own, activities: [a.B], statisticsSwitch: null, trust: platform, source: x }`;
    await writeFile(join(root, OWN_TABLE), `families: { ${FAMILY}: ${family} }\n`, { flag: 'a' });
  };
  const openPage = async (): Promise<BrowserPage> => {
    const tables = await readBrowserTables(await readFamilies(root), root);

    return browserFor(release, phone.handset, tables);
  };
  const inspect = async (answers: readonly string[], simulated = false): Promise<number> => {
    const left = [...answers];
    const rows = await inspectBrowser({
      release,
      handset: phone.handset,
      tables: tablesFor(await readBrowserTables(await readFamilies(root), root), {
        family: FAMILY,
        simulated,
      }),
      talk: {
        say: (text) => void said.push(text),
        async ask(question) {
          said.push(question);
          const answer = left.shift();
          assert.ok(answer !== undefined, `no answer is left for: ${said.slice(-6).join('\n')}`);
          said.push(`> ${answer}`);

          return answer;
        },
      },
      keep: async (name, source) => void kept.push(`${name}: ${source.length}`),
      launch: async () => (await openPage()).launch(),
      settleMs: 0,
    });
    assert.deepEqual(left, [], said.join('\n'));

    return await addToOwnTable(FAMILY, rows, root);
  };

  for (const stranger of STRANGERS)
    it(`makes a browser drivable whose ids and words (${stranger.language}) are in no table`, async () => {
      await start(stranger);
      assert.ok((await inspect(stranger.answers)) > 5);
      await phone.stop();
      // A fresh install: nothing was agreed to or dismissed.
      phone = await startDoubledPhone({ family: FAMILY, ...stranger.declaration });
      const page = await openPage();
      await page.launch();
      const { consent = null, walls = [], statistics = null } = stranger.declaration;
      assert.equal(await page.answerConsent('agree'), consent !== null);
      assert.equal((await page.dismissWalls()).length, (walls as unknown[]).length);
      if (statistics !== null) {
        assert.equal((await page.readSwitch())?.checked, true);
        assert.equal((await page.setSwitch(false))?.checked, false);
      }
      const opened = await page.openPrivately();
      assert.deepEqual(kindsSeen(opened), ['toolbar', 'page-text', 'menu'], JSON.stringify(opened));
      const found = opened.filter(({ seen, name }) => seen && name !== 'secure-flag');
      assert.ok(found.every(({ own }) => own !== undefined));
      for (const url of ['https://one.example/', 'https://two.example/']) {
        await page.visit(url);
        assert.equal(phone.doubled.tabs.at(-1)?.url, url);
        assert.equal(phone.doubled.tabs.at(-1)?.private, true);
        const cues = await page.privateCues(LIMIT_MS);
        assert.deepEqual(kindsSeen(cues), ['toolbar', 'menu'], JSON.stringify(cues));
      }
      await page.closePrivate();
      const closed = await page.privateCues(LIMIT_MS);
      assert.deepEqual(kindsSeen(closed), []);
    });

  it('cannot drive such a browser without its rows', async () => {
    const [stranger] = STRANGERS;
    assert.ok(stranger);
    await start(stranger);
    const page = await openPage();
    await page.launch();
    await assert.rejects(page.openPrivately(), /no '(?:menu|menuNewPrivateTab)' within/);
  });

  it('says which locator matches, keeps each screen, and adds nothing that the tables know', async () => {
    await start({ language: 'en', declaration: {}, answers: [] });
    const answers = ['home', 'skip', '', '', 'done', 'skip', 'skip', '', '', 'done', 'skip'];
    assert.equal(await inspect(answers, true), 0, said.join('\n'));
    assert.ok(said.includes("  menu: id 'action_more', our tables"));
    assert.ok(kept.length > 5 && kept.every((line) => !line.endsWith(': 0')), kept.join(' '));
  });

  it('presses nothing that the user did not choose', async () => {
    const [stranger] = STRANGERS;
    assert.ok(stranger);
    await start(stranger);
    await inspect(['home', 'skip', 'skip', 'skip', 'skip', 'skip']);
    assert.deepEqual(
      phone.doubled.events.map(({ event }) => event),
      ['launch'],
    );
    assert.ok(phone.doubled.tabs.length === 0);
  });
});
