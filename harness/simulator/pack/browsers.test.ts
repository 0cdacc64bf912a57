import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { truthFor } from '../../model/browser.ts';
import { type FakeApp, fakeApp, type Script, startFake } from './testing/fake-browser.ts';
import { declarationOf, scriptOf, trackedReleases } from './testing/releases.ts';
import { eventsIn } from './testing/sensors-body.ts';

const PAGE = 'https://abcdefghijkl.example/path';
const WORDS = 'mnopqrstuvwx';
const SCENARIOS = ['visit-typed', 'visit-link', 'search'];

describe('the simulated browsers', () => {
  it('include the six default releases', () => {
    const names = trackedReleases();
    for (const name of [
      'chrome-120',
      'mi-browser-12.1.4',
      'mi-browser-pro-12.1.3',
      'mint-3.4.0',
      'mint-3.4.3',
      'mint-3.9.3',
    ])
      assert.ok(names.includes(name), name);
  });

  for (const name of trackedReleases()) {
    const { truth, statistics, consent, family, versionName } = declarationOf(name);

    describe(name, () => {
      const modes = ['private', ...(statistics ? ['private/on', 'private/off'] : []), 'normal'];
      let script: Script;
      before(async () => {
        script = await scriptOf(name);
      });

      it('has a folder with its name', () => {
        assert.equal(name, `${family}-${versionName}`);
      });

      for (const scenario of SCENARIOS) {
        for (const mode of modes) {
          const { rooted, does } = truthFor(truth, scenario, mode) ?? {};
          it(`${scenario}, ${mode}: ${does}`, async () => {
            const app = fakeApp();
            await browse(script, app, scenario, mode, statistics?.checked);
            const isReported = JSON.stringify(reported(app)).includes(scenario === 'search' ? WORDS : PAGE);
            const isPrivate = mode.startsWith('private');
            if (isPrivate) assert.equal(isReported, rooted === 'leaks');
            else assert.equal(rooted, 'inconclusive');
            assert.ok(app.requests.length > 0, 'something of its own network stack is always seen');
          });
        }
      }

      it('has a truth for exactly its modes', () => {
        for (const scenario of SCENARIOS)
          assert.deepEqual(Object.keys(truth[scenario] ?? truth['*'] ?? {}), modes, scenario);
      });

      if (consent) {
        it('sends nothing before consent', async () => {
          const app = fakeApp();
          const process = startFake(script, app);
          await process.emit('launch');
          await process.emit('navigationStart', { url: PAGE });
          await process.emit('background');
          await process.advance(120_000);
          assert.deepEqual(app.requests, []);
        });

        it('reports pages and searches in normal mode', async () => {
          const app = fakeApp();
          await browse(script, app, 'search', 'normal', statistics?.checked);
          const events = eventsIn(app.requests).map(({ event }) => event);
          for (const event of ['page_load_event_start', 'page_load_event_finish', 'search'])
            assert.ok(events.includes(event), event);
        });
      }
    });
  }

  it('mark private downloads', async () => {
    const app = fakeApp();
    const process = startFake(await scriptOf('mint-3.4.0'), app);
    await process.emit('consent', { answer: 'agree' });
    await process.emit('download', { url: `${PAGE}/file.pdf?x=1`, private: true });
    await process.advance(15_000);
    const download = eventsIn(app.requests).find(({ event }) => event === 'download_files')?.properties;
    assert.deepEqual(
      [download?.['op'], download?.['suffix'], download?.['url'], download?.['type']],
      ['download', 'pdf', `${PAGE}/file.pdf?x=1`, 'privacy'],
    );
  });

  it('follow the switch at once', async () => {
    const app = fakeApp();
    const process = startFake(await scriptOf('mint-3.4.3'), app);
    await process.emit('consent', { answer: 'agree' });
    app.settings.set('statistics', false);
    await process.emit('switchChanged', { text: 'statistics', answer: 'off' });
    await process.emit('navigationStart', { url: `${PAGE}/off`, private: true });
    app.settings.set('statistics', true);
    await process.emit('navigationStart', { url: `${PAGE}/on`, private: true });
    await process.advance(15_000);
    const urls = eventsIn(app.requests).flatMap(({ properties }) => properties['url'] ?? []);
    assert.deepEqual(urls, [`${PAGE}/on`]);
  });
});

/** One case: consent, private tab or not, a page or a search, the background, the end of the tab, a relaunch. */
async function browse(
  script: Script,
  app: FakeApp,
  scenario: string,
  mode: string,
  checked: boolean | undefined,
): Promise<void> {
  const isPrivate = mode.startsWith('private');
  if (checked !== undefined)
    app.settings.set('statistics', mode === 'private' || !isPrivate ? checked : mode === 'private/on');
  const process = startFake(script, app);
  await process.emit('launch');
  await process.emit('consent', { answer: 'agree' });
  if (isPrivate) await process.emit('privateOpened', { private: true });
  if (scenario === 'search')
    await process.emit('search', { words: WORDS, private: isPrivate, how: 'search' });
  const url = scenario === 'search' ? `https://www.google.com/search?q=${WORDS}` : PAGE;
  await process.emit('navigationStart', { url, private: isPrivate });
  await process.emit('navigationFinish', { url, title: 'A page', private: isPrivate });
  await process.advance(300_000);
  await process.emit('background');
  await process.advance(45_000);
  await process.emit('foreground');
  await process.emit('tabClosed', { url, private: isPrivate });
  process.kill();
  app.now += 60_000;
  const restarted = startFake(script, app);
  await restarted.emit('launch');
  await restarted.advance(300_000);
}

/** All that left, decoded: events of the Sensors SDK, or the bytes of a metrics log as text. */
function reported(app: FakeApp): unknown {
  const metrics = app.requests.filter(({ url }) => url.includes('/uma/'));
  if (metrics.length > 0) return metrics.map(({ body }) => gunzipSync(body as Uint8Array).toString('latin1'));

  return eventsIn(app.requests);
}
