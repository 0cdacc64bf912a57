import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateReport } from '../model/gate-report.ts';
import { catalogSchema, nameOfRelease } from '../model/release.ts';
import { projectRoot } from '../runner/project.ts';
import { type CopiedProject, copyProject } from './testing/copied-project.ts';

describe('leakgate gate --new', function () {
  this.timeout(600_000);
  let project: CopiedProject;
  const drop = (release: string, as: string) =>
    copyFile(join(projectRoot, `apks/simulated/${release}.apk`), join(project.root, 'apks', as));
  const catalogued = async () =>
    catalogSchema
      .parse(JSON.parse(await readFile(join(project.root, 'apks/catalog.json'), 'utf8')))
      .releases.map(nameOfRelease);
  const gate = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.leakgate('gate', '--new', '--json', ...args);

    return { code, stderr, report: JSON.parse(stdout || '{}') as GateReport };
  };

  before(async () => {
    project = await copyProject();
    const { code, stderr } = await project.leakgate(
      'apks',
      'add',
      join(projectRoot, 'apks/simulated/mint-3.4.0.apk'),
    );
    assert.equal(code, 0, stderr);
  });
  after(() => project.remove());

  it('says that nothing is new, and that a copy is not', async () => {
    await drop('mint-3.4.0', 'copy.apk');
    const { code, stderr, report } = await gate();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /apks\/copy\.apk is a copy of mint@3\.4\.0/);
    assert.match(stderr, /no APK in apks\/ is new; nothing was started/);
    assert.deepEqual([report.new, report.refused, report.run], [[], [], null]);
  });

  it('names the plan with --dry-run, and changes nothing', async () => {
    await drop('mint-3.4.3', 'new.apk');
    await writeFile(join(project.root, 'apks/broken.apk'), 'text');
    const { code, report } = await gate('--dry-run', '--scenario', 'visit-typed');
    // A refused APK is a fault.
    assert.equal(code, 3);
    assert.deepEqual(
      report.dryRun?.releases.map(({ release, cases }) => [release, cases.length]),
      [
        ['mint@3.4.0', 1],
        ['mint@3.4.3', 1],
      ],
    );
    assert.deepEqual(await catalogued(), ['mint@3.4.0']);
    assert.deepEqual(await readdir(join(project.root, 'reports')).catch(() => []), []);
  });

  it('keeps a release new if nothing can start', async () => {
    const { code, stderr } = await gate('--handset', 'sim@1', '--scenario', 'visit-typed');
    assert.equal(code, 3);
    assert.match(stderr, /no simulated handset runs on this port/);
    assert.match(stderr, /mint@3\.4\.3 has no verdict and stays new/);
    assert.deepEqual(await catalogued(), ['mint@3.4.0']);
  });

  it('runs a new release with the one before it and reports the difference; a broken APK does not lose it', async () => {
    const { code, stderr, report } = await gate('--scenario', 'visit-typed');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /refused: apks\/broken\.apk: .*is not an APK[^]*Fix: replace it/);
    const [fresh, ...more] = report.new;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [fresh?.release, fresh?.predecessor, fresh?.file, fresh?.catalogued],
      ['mint@3.4.3', 'mint@3.4.0', 'apks/new.apk', true],
    );
    assert.deepEqual(
      report.comparison?.pairs.map(({ before, after, changes }) => [
        before.name,
        after.name,
        changes.map(({ change }) => change),
      ]),
      [['mint@3.4.0', 'mint@3.4.3', ['still-leaking']]],
    );
    assert.deepEqual(await catalogued(), ['mint@3.4.0', 'mint@3.4.3']);
  });

  it('runs a release without a predecessor alone, and says so', async () => {
    await drop('chrome-120', 'chrome.apk');
    const { code, stderr, report } = await gate('--dry-run');
    assert.equal(code, 3);
    assert.match(stderr, /is not compared: the catalogue has no older release of chrome/);
    assert.equal(report.new[0]?.predecessor, null);
  });

  it('does not run a simulated browser on a phone, and says which handset can', async () => {
    const { code, stderr, report } = await gate('--handset', 'SERIAL');
    assert.equal(code, 3);
    assert.match(stderr, /chrome@120 is not run and stays new: only the simulated handset can run it/);
    assert.match(report.new[0]?.notRun ?? '', /only the simulated handset/);
  });
});
