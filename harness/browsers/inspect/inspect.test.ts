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
import { createPerson } from '../testing/person.ts';
import { UNSEEN_LANGUAGES, unseenBrowser } from '../testing/unseen-browsers.ts';
import { inspectBrowser, type ProposedRows, type Talk } from './inspect.ts';

/** Only the user's own table has this family. */
const FAMILY = 'stranger';
const LIMIT_MS = 300;
/** The kinds of cues that each browser has in a private tab without a page. */
const KINDS: Record<(typeof UNSEEN_LANGUAGES)[number], string[]> = {
  hi: ['toolbar', 'page-text', 'menu'],
  ru: ['toolbar', 'tab-switcher'],
  zh: ['toolbar', 'page-text', 'menu'],
  ar: ['toolbar', 'page-text', 'menu'],
  pt: ['toolbar', 'page-text', 'menu'],
};
const kindsSeen = (cues: readonly Cue[]): string[] =>
  cues.filter(({ seen, name }) => seen && name !== 'secure-flag').map(({ name }) => name);

describe('inspectBrowser', function () {
  this.timeout(60_000);
  let root: string;
  let phone: DoubledPhone;
  let release: DrivenRelease;
  let said: string[];
  let kept: { name: string; source: string }[];

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
  const start = async (declaration: object): Promise<void> => {
    // The phone has the browser under a package of its own.
    const { package: _, activity: __, ...others } = { package: '', activity: '', ...declaration };
    phone = await startDoubledPhone({ ...others, family: FAMILY });
    release = { family: FAMILY, package: phone.package, versionName: '1', activity: browserActivity };
  };
  const addFamily = async (): Promise<void> => {
    const family = `{ product: S, vendor: V, package: ${phone.package}.own, activities: [a.B], statisticsSwitch: null, trust: platform, source: x }`;
    await writeFile(join(root, OWN_TABLE), `families: { ${FAMILY}: ${family} }\n`);
  };
  const openPage = async (): Promise<BrowserPage> => {
    const tables = await readBrowserTables(await readFamilies(root), root);

    return browserFor(release, phone.handset, tables);
  };
  const inspectWith = async (talk: Talk, simulated = false): Promise<ProposedRows> =>
    await inspectBrowser({
      release,
      handset: phone.handset,
      tables: tablesFor(await readBrowserTables(await readFamilies(root), root), {
        family: FAMILY,
        simulated,
      }),
      talk,
      keep: async (name, source) => void kept.push({ name, source }),
      launch: async () => (await openPage()).launch(),
      settleMs: 0,
    });
  const inspect = async (answers: readonly string[], simulated = false): Promise<number> => {
    const left = [...answers];
    const rows = await inspectWith(
      {
        say: (text) => void said.push(text),
        async ask(question) {
          said.push(question);
          const answer = left.shift();
          assert.ok(answer !== undefined, `no answer is left for: ${said.slice(-6).join('\n')}`);
          said.push(`> ${answer}`);

          return answer;
        },
      },
      simulated,
    );
    assert.deepEqual(left, [], said.join('\n'));

    return await addToOwnTable(FAMILY, rows, root);
  };

  for (const language of UNSEEN_LANGUAGES)
    it(`makes a browser drivable whose ids and words (${language}) are in no table`, async () => {
      const { declaration } = unseenBrowser(language);
      await start(declaration);
      await addFamily();
      const person = createPerson(declaration, () => kept.at(-1)?.source ?? '');
      const rows = await inspectWith(person).catch((error: unknown) => {
        throw new Error(person.heard.slice(-12).join('\n'), { cause: error });
      });
      await addToOwnTable(FAMILY, rows, root);
      await phone.stop();
      // A fresh install: nothing was agreed to or dismissed.
      await start(declaration);
      const page = await openPage();
      await page.launch();
      const { consent, walls, statistics } = declaration;
      assert.equal(await page.answerConsent('agree'), consent !== null);
      await page.dismissWalls();
      if (statistics !== null) {
        assert.equal((await page.readSwitch())?.checked, true);
        assert.equal((await page.setSwitch(false))?.checked, false);
      }
      const opened = await page.openPrivately();
      const kinds = KINDS[language];
      assert.deepEqual(kindsSeen(opened), kinds, JSON.stringify(opened));
      const found = opened.filter(({ seen, name }) => seen && name !== 'secure-flag');
      assert.ok(found.every(({ own }) => own !== undefined));
      for (const url of ['https://one.example/', 'https://two.example/']) {
        await page.visit(url);
        assert.equal(phone.doubled.tabs.at(-1)?.url, url);
        assert.equal(phone.doubled.tabs.at(-1)?.private, true);
        const cues = await page.privateCues(LIMIT_MS);
        assert.deepEqual(
          kindsSeen(cues),
          kinds.filter((kind) => kind !== 'page-text'),
          JSON.stringify(cues),
        );
      }
      await page.closePrivate();
      const closed = await page.privateCues(LIMIT_MS);
      assert.deepEqual(kindsSeen(closed), []);
      const answered = walls.map(({ title }) => rows.walls.some(({ value }) => value === title));
      assert.ok(answered.every(Boolean), JSON.stringify(rows.walls));
    });

  it('knows no id and no word of these browsers from the tables', async () => {
    const { locators, walls, switches, simulated } = await readBrowserTables(await readFamilies(root), root);
    const rows = [...locators, ...simulated.locators, ...walls, ...switches].map((row) => ({
      strategy: row.strategy,
      value: 'label' in row ? row.label : row.value,
    }));
    const buttons = walls.flatMap(({ press }) => press);
    const isKnown = (name: string): boolean =>
      buttons.includes(name) ||
      rows.some(({ strategy, value }) =>
        strategy === 'textContains' ? name.includes(value) : name === value,
      );
    assert.ok(isKnown('Settings') && rows.length > 50);
    for (const language of UNSEEN_LANGUAGES) {
      const { declaration } = unseenBrowser(language);
      const looks = Object.values(declaration.ui['en-US'] ?? {});
      const names = looks.flatMap(({ id, text, desc }) => [id, text, desc]);
      const texts = declaration.walls.flatMap(({ title, accept, dismiss }) => [title, accept, dismiss]);
      for (const name of [...names, ...texts, declaration.statistics?.label ?? ''])
        assert.ok(!isKnown(name), `${language}: ${name}`);
    }
  });

  it('cannot drive such a browser without its rows', async () => {
    await start(unseenBrowser('hi').declaration);
    await addFamily();
    const page = await openPage();
    await page.launch();
    await assert.rejects(page.openPrivately(), /no '(?:menu|menuNewPrivateTab)' within/);
  });

  it('says which locator matches, keeps each screen, and adds nothing that the tables know', async () => {
    await start({});
    await addFamily();
    const answers = ['home', 'skip', '', '', 'done', 'skip', 'skip', '', '', 'done', 'skip'];
    assert.equal(await inspect(answers, true), 0, said.join('\n'));
    assert.ok(said.includes("  menu: id 'action_more', our tables"));
    assert.ok(kept.length > 5 && kept.every(({ source }) => source !== ''));
  });

  it('forgets a step that led nowhere', async () => {
    const { consent: _, ...declaration } = unseenBrowser('hi').declaration;
    const words = declaration.ui['en-US'] ?? {};
    const [menu = '', item = ''] = [words.menu?.desc, words.menuNewPrivateTab?.text];
    await start(declaration);
    await addFamily();
    const left = ['home', 'g_box', menu, 'skip', item, 'skip', 'skip'];
    // The list of tabs leads nowhere; the menu does.
    left.push('g_windows', 'back', menu, item, 'done', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip');
    const { locators, ways } = await inspectWith({
      say: (text) => void said.push(text),
      ask: async (question) => {
        said.push(question);

        return left.shift() ?? assert.fail(said.slice(-6).join('\n'));
      },
    });
    // What is left is the way of the tables.
    assert.deepEqual(ways, []);
    assert.ok(locators.length > 0 && locators.every(({ value }) => value !== 'g_windows'));
  });

  it('does not press a button in a dialog that may agree to something', async () => {
    const wall = { when: 'first-launch', title: 'Send statistics?', accept: 'Yes', dismiss: 'OK' };
    await start({ walls: [wall] });
    await addFamily();
    const skips = ['skip', 'skip', 'skip', 'skip', 'skip'];
    assert.equal(await inspect(['dialog', 'OK', 'skip', 'home', ...skips]), 0, said.join('\n'));
    assert.ok(
      said.some((line) => /'OK' is never pressed/.test(line)),
      said.join('\n'),
    );
    assert.match(kept.at(-1)?.source ?? '', /Send statistics\?/);
  });

  it('presses nothing that the user did not choose', async () => {
    const { consent: _, ...declaration } = unseenBrowser('hi').declaration;
    await start(declaration);
    await addFamily();
    await inspect(['home', 'skip', 'skip', 'skip', 'skip', 'skip']);
    assert.deepEqual(
      phone.doubled.events.map(({ event }) => event),
      ['launch'],
    );
    assert.ok(phone.doubled.tabs.length === 0);
  });
});
