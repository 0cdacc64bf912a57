import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { clone, createRemote } from './night/clones.ts';
import { type JobResult, runJob } from './night/workflow-job.ts';

const LIMIT_MS = 1_700_000;
const RELEASES = 'mint@3.4.0, mi-browser';
/** The values of the expressions of the workflow, as in a night that its schedule starts. */
const VALUES = {
  'inputs.releases || vars.LEAKGATE_RELEASES': RELEASES,
  'inputs.scenarios || vars.LEAKGATE_SCENARIOS': 'visit-typed',
  'inputs.expectations || vars.LEAKGATE_EXPECTATIONS': '',
};

/** A night: a fresh machine for each of its jobs. */
interface Night {
  simulated: JobResult;
  publish: JobResult;
  /** The clone of the job that ran the suite, with its unredacted run. */
  private: string;
  /** The content of the branch after the night. */
  pages: string;
}

describe('the nightly workflow, on a simulated handset', function () {
  this.timeout(LIMIT_MS);
  let folder: string;
  let remote: string;
  const nights: Night[] = [];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-night-'));
    remote = createRemote(folder);
    nights.push(night('first'), night('second'), night('third', plantLeak));
  });
  after(function () {
    if (nights.length < 3 || this.test?.parent?.tests.some(({ state }) => state === 'failed'))
      process.stderr.write(`the nights are kept in ${folder}\n`);
    else rmSync(folder, { recursive: true });
  });

  function night(name: string, prepare: (project: string) => void = () => {}): Night {
    const dir = join(folder, name);
    mkdirSync(dir);
    const file = (project: string) => join(project, '.github/workflows/nightly.yml');
    const env = { LEAKGATE_STATE: join(dir, 'state') };
    const running = clone(remote, join(dir, 'simulated'));
    prepare(running);
    const artifacts = join(dir, 'artifacts');
    const simulated = runJob({
      file: file(running),
      job: 'simulated',
      values: VALUES,
      workspace: running,
      artifacts,
      env,
    });
    const publishing = clone(remote, join(dir, 'publish'));
    const values = { ...VALUES, "join(needs.*.result, ',')": `${simulated.result},skipped,skipped` };
    const publish = runJob({
      file: file(publishing),
      job: 'publish',
      values,
      workspace: publishing,
      artifacts,
      env,
    });
    const pages = join(dir, 'pages');
    execFileSync('git', ['clone', '--quiet', '--branch', 'leakgate-pages', `file://${remote}`, pages]);

    return { simulated, publish, private: running, pages };
  }

  const history = ({ pages }: Night) =>
    (
      JSON.parse(readFileSync(join(pages, 'history/history.json'), 'utf8')) as {
        rows: { run: string; release: { versionName: string }; verdict: string; outcome: string }[];
      }
    ).rows;
  const page = ({ pages }: Night, name: string) => readFileSync(join(pages, name), 'utf8');
  const nightOf = (at: number): Night => {
    const found = nights[at];
    assert.ok(found);

    return found;
  };

  it('passes the gate on two nights with known leaks', () => {
    for (const each of nights.slice(0, 2)) {
      assert.equal(each.simulated.result, 'success', each.simulated.output);
      assert.equal(each.publish.codes.get('Gate'), 0, each.publish.output);
      assert.equal(each.publish.result, 'success', each.publish.output);
      const [head = ''] = each.publish.summary.split('\n');
      assert.match(head, /^# As expected, `mint@3\.4\.0` sent .*Gate passed: 1 known leak, 0 new, 1 clean/);
    }
  });

  it('starts without a branch, and opens it on the next night', () => {
    assert.match(nightOf(0).simulated.output, /this is the first night/);
    assert.match(nightOf(1).simulated.output, /opened the branch leakgate-pages/);
  });

  it('has a history of two points after two nights', () => {
    const rows = history(nightOf(1));
    assert.equal(new Set(rows.map(({ run }) => run)).size, 2);
    assert.deepEqual(rows.map(({ release, verdict }) => `${release.versionName} ${verdict}`).toSorted(), [
      '12.1.4 clean',
      '12.1.4 clean',
      '3.4.0 leaks',
      '3.4.0 leaks',
    ]);
    const trend = JSON.parse(
      page(nightOf(1), 'history/history-allure/after/history-trend.json'),
    ) as unknown[];
    assert.equal(trend.length, 2);
  });

  it('ends red if a leak is planted, and names it in the first line of the summary', () => {
    const { simulated, publish } = nightOf(2);
    assert.match(simulated.output, /mi-browser@12\.1\.5: apks\/planted\.apk/);
    assert.equal(simulated.result, 'success', simulated.output);
    assert.equal(publish.codes.get('Gate'), 1, publish.output);
    assert.equal(publish.codes.get('Publish the pages and the history'), 0, publish.output);
    const [head = ''] = publish.summary.split('\n');
    assert.match(head, /^# `mi-browser@12\.1\.5` sent .* to sa\.api\.intl\.miui\.com/);
    assert.match(head, /leaks since `mi-browser@12\.1\.5`.*`mi-browser@12\.1\.4` was clean/);
    assert.match(publish.output, /^::error .*mi-browser@12\.1\.5/m);
  });

  it('lists all nights, and compares the releases of all of them', () => {
    const index = page(nightOf(2), 'index.html');
    const runs = readdirSync(join(nightOf(2).pages, 'nights'));
    assert.equal(runs.length, 3);
    for (const run of runs) assert.ok(index.includes(`href="nights/${run}/index.html"`), run);
    assert.match(index, /<h1>mi-browser@12\.1\.5 sent /);
    assert.ok(index.includes('href="releases-simulated.html"'));
    assert.match(page(nightOf(2), 'releases-simulated.html'), /newly leaking/);
  });

  it('publishes bundles that can be verified', () => {
    const { pages, private: project } = nightOf(2);
    for (const run of readdirSync(join(pages, 'nights'))) {
      const args = [join(project, 'bin/leakgate.mjs'), 'verify', join(pages, 'nights', run)];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    }
  });

  it('publishes no value of the phone or of the machine', () => {
    const { pages, simulated, publish } = nightOf(2);
    const values = nights.flatMap((each) => [...ownValues(each.private), each.private]);
    assert.ok(values.length > 10, `${values.length} values`);
    const published = [
      ...filesIn(pages).map((file) => [file, readFileSync(file, 'latin1')] as const),
      ['the log', simulated.output + publish.output] as const,
      ['the summary', publish.summary] as const,
    ];
    assert.ok(published.length > 50, `${published.length} files`);
    for (const value of [...values, hostname()].filter(({ length }) => length > 6))
      for (const [file, text] of published) assert.ok(!text.includes(value), `${file} contains ${value}`);
  });

  it('is what the action does for another repository, with its own expectations', () => {
    const workspace = join(folder, 'other-repository');
    mkdirSync(workspace);
    writeFileSync(join(workspace, 'expectations.yaml'), '[]');
    const project = nightOf(2).private;
    const { codes, output, outputs } = runJob({
      file: join(project, 'action.yml'),
      values: {
        'inputs.apks': '',
        'inputs.releases': 'mint@3.4.0',
        'inputs.scenarios': 'visit-typed',
        'inputs.handset': 'sim',
        'inputs.expectations': 'expectations.yaml',
        'inputs.history': 'history/history.json',
      },
      workspace,
      artifacts: join(folder, 'action'),
      env: { GITHUB_ACTION_PATH: project, LEAKGATE_STATE: join(folder, 'action-state') },
    });
    assert.equal(codes.get('Run the suite'), 0, output);
    assert.equal(codes.get('Gate'), 1, output);
    assert.match(outputs, /^exit-code=1$/m);
    assert.match(outputs, /^verdict=gate failed \(exit code 1\): 1 new leak/m);
    assert.match(outputs, new RegExp(`^pages=${workspace}/night/pages$`, 'm'));
    const run = /^run=(.*)$/m.exec(outputs)?.[1] ?? '';
    assert.equal(readFileSync(join(run, 'rules/apks/expectations.yaml'), 'utf8'), '[]');
    const verified = spawnSync(process.execPath, [join(project, 'bin/leakgate.mjs'), 'verify', run]);
    assert.equal(verified.status, 0, verified.stderr.toString());
    assert.ok(existsSync(join(workspace, 'history/history.json')));
  });

  it('keeps one commit on the branch', () => {
    const count = execFileSync('git', ['rev-list', '--count', 'leakgate-pages'], {
      env: { ...process.env, GIT_DIR: remote },
      encoding: 'utf8',
    });
    assert.equal(count.trim(), '1');
  });
});

/** Packs a copy of a clean release that leaks, as a vendor's next release might, and drops it into `apks/`. */
function plantLeak(project: string): void {
  const source = join(project, 'apks/simulated/mi-browser-12.1.5');
  cpSync(join(project, 'apks/simulated/mi-browser-12.1.4'), source, { recursive: true });
  for (const file of ['browser.json', 'browser.js']) {
    const text = readFileSync(join(source, file), 'utf8')
      .replaceAll('12.1.4', '12.1.5')
      .replace('"versionCode": 120104', '"versionCode": 120105')
      .replace(/reportsPrivately: .*/, 'reportsPrivately: () => true,');
    writeFileSync(join(source, file), text);
  }
  const args = [
    join(project, 'bin/leakgate.mjs'),
    'handset',
    'pack',
    source,
    '--out',
    join(project, 'apks/planted.apk'),
  ];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: project });
  assert.equal(status, 0, stderr);
}

/** The values that the unredacted run of a clone has of its phone. */
function ownValues(project: string): string[] {
  const reports = join(project, 'reports');
  const runs = readdirSync(reports).filter((name) => existsSync(join(reports, name, 'run.json')));
  assert.equal(runs.length, 1);

  return filesIn(join(reports, runs[0] ?? ''))
    .filter((file) => file.endsWith('identity.json'))
    .flatMap((file) => {
      const { values } = JSON.parse(readFileSync(file, 'utf8')) as {
        values: { name: string; value: string }[];
      };

      // The serial of every simulated handset is the word LEAKGATE, which is also in its build.
      return values.filter(({ name }) => name !== 'serial').map(({ value }) => value);
    });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
    .map((entry) => join(entry.parentPath, entry.name));
}
