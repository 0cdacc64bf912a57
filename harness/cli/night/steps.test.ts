import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFile } from 'node:fs/promises';
import { projectRoot } from '../../runner/project.ts';
import { apksOfNight } from './apks.ts';
import { checkedName, foldersOf, listOf } from './folders.ts';
import { keptNights } from './kept-nights.ts';
import { withoutOwnNames } from './own-names.ts';
import { runOfNight } from './run.ts';
import { siteOfNight } from './site.ts';

describe('the steps of a night', () => {
  let folder: string;
  let printed: string;
  const write = process.stderr.write.bind(process.stderr);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-steps-'));
    printed = '';
    process.stderr.write = (text) => {
      printed += String(text);

      return true;
    };
  });
  afterEach(() => {
    process.stderr.write = write;
    rmSync(folder, { recursive: true });
  });

  it('read lists as a workflow passes them', () => {
    assert.deepEqual(listOf(' mint@>=3.4.0 <3.5, chrome@120\n mi-browser,,'), [
      'mint@>=3.4.0 <3.5',
      'chrome@120',
      'mi-browser',
    ]);
    assert.deepEqual(listOf(''), []);
    assert.deepEqual(listOf(undefined), []);
  });

  it('take a plain name for a run only', () => {
    assert.equal(checkedName('mi-browser'), 'mi-browser');
    for (const name of ['', '../x', 'a/b', '.hidden', 'a b', 'x'.repeat(99)])
      assert.throws(() => checkedName(name), /cannot be the name/);
  });

  it('keep the history in the pages, or where a workflow says', () => {
    assert.match(foldersOf({ folder }).history, /pages\/history\/history\.json$/);
    assert.equal(foldersOf({ folder, history: '/x/h.json' }).history, '/x/h.json');
    assert.equal(foldersOf({ folder, history: '' }).history, foldersOf({ folder }).history);
  });

  it('replace the names of the machine and of its phones in messages', () => {
    const text = `no phone 0A1B2C3D4E is attached; see ${join(homedir(), 'reports/x')}`;
    assert.equal(withoutOwnNames(text, ['0A1B2C3D4E']), 'no phone SERIAL is attached; see ~/reports/x');
  });

  it('do not replace the result of another run', async () => {
    mkdirSync(join(folder, 'results/mint'), { recursive: true });
    await assert.rejects(runOfNight({ folder, name: 'mint' }), /has the result of another run/);
  });

  it('refuse a file of expectations that is missing or broken, before the run', async () => {
    const expectations = join(folder, 'own.yaml');
    await assert.rejects(runOfNight({ folder, expectations }), /cannot read the table .*own\.yaml/);
    writeFileSync(expectations, '- on: mars');
    await assert.rejects(runOfNight({ folder, expectations }), /own\.yaml: row 1, on: /);
  });

  it('publish nothing without a result', async () => {
    await assert.rejects(siteOfNight({ folder }), /has no result of a run/);
  });

  it('leave out a night that cannot be read, and name it', async () => {
    mkdirSync(join(folder, 'nights/broken'), { recursive: true });
    writeFileSync(join(folder, 'nights/broken/run.json'), '{');
    assert.deepEqual(await keptNights(join(folder, 'nights')), []);
    assert.match(printed, /nights\/broken is left out: /);
  });

  describe('with a catalogue whose APKs are not there', () => {
    beforeEach(async () => {
      mkdirSync(join(folder, 'apks'));
      await copyFile(join(projectRoot, 'apks/catalog.json'), join(folder, 'apks/catalog.json'));
    });

    it('name every missing APK', async () => {
      const code = await apksOfNight({ releases: 'mint@3.4.0, chrome@120, mint@9.9' }, folder);
      assert.equal(code, 3);
      for (const line of [
        /missing: mint@3\.4\.0 \(apks\/simulated\/mint-3\.4\.0\.apk\)/,
        /missing: chrome@120 /,
        /missing: the catalogue has no release 'mint@9\.9'/,
        /put the missing APKs into apks\//,
      ])
        assert.match(printed, line);
    });

    it('name a kind of handset that has no release', async () => {
      assert.equal(await apksOfNight({ handsets: 'avd:x' }, folder), 3);
      assert.match(printed, /missing: the catalogue has no real release/);
    });

    it('name a folder that does not exist, and an APK that is none', async () => {
      writeFileSync(join(folder, 'apks/new.apk'), 'no zip');
      assert.equal(await apksOfNight({ from: join(folder, 'nope') }, folder), 3);
      assert.match(printed, /nope does not exist/);
      assert.match(printed, /apks\/new\.apk was refused: /);
    });
  });
});
