import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { sha256OfFile } from '../evidence/digest.ts';
import { readRunDigest } from '../evidence/run-digest.ts';
import { sealRun } from '../evidence/seal.ts';
import { Fault } from '../model/fault.ts';
import type { Run } from '../model/run.ts';
import { projectRoot } from '../runner/project.ts';
import { captureStdout } from './testing/capture-stdout.ts';
import { writeCurrentRun, type WrittenRun } from '../runner/testing/run-folder.ts';
import { at, upload } from '../verdict/testing/evidence.ts';
import { verify } from './verify.ts';

describe('leakgate verify', () => {
  let folder: WrittenRun;
  beforeEach(async () => {
    folder = await writeCurrentRun();
  });
  afterEach(() => rm(folder.dir, { recursive: true }));

  const cleanCase = () => folder.caseDirs[0]!;
  const inRun = (file: string) => join(folder.dir, file);
  const change = async (file: string, edit: (text: string) => string) =>
    writeFile(file, edit(await readFile(file, 'utf8')));

  /** Changes a file of a case, and updates every digest of it, as a forger would. */
  async function forge(caseDir: string, path: string, edit: (text: string) => string): Promise<void> {
    const before = await sha256OfFile(join(caseDir, path));
    const record = await sha256OfFile(join(caseDir, 'case.json'));
    await change(join(caseDir, path), edit);
    const after = await sha256OfFile(join(caseDir, path));
    if (path !== 'case.json') await change(join(caseDir, 'case.json'), (text) => text.replace(before, after));
    const again = await sha256OfFile(join(caseDir, 'case.json'));
    await change(inRun('run.json'), (text) => text.replace(before, after).replace(record, again));
    await sealRun(folder.dir);
  }

  /** Changes run.json and updates the seal: only the run's digest still shows the change. */
  async function forgeRun(edit: (run: Run) => unknown): Promise<void> {
    await change(inRun('run.json'), (text) => {
      const run = JSON.parse(text) as Run;
      edit(run);

      return JSON.stringify(run, null, 2);
    });
    await sealRun(folder.dir);
  }

  async function complaintOfVerify(): Promise<string> {
    const error = await verify(folder.dir, {}).then(
      () => undefined,
      (each: unknown) => each,
    );
    assert.ok(error instanceof Fault, 'nothing was named');

    return error.message;
  }

  it('prints same, and the digest of the run', async () => {
    const digest = await readRunDigest(folder.dir);
    const { result, stdout } = await captureStdout(() => verify(folder.dir, { digest: `sha256:${digest}` }));
    assert.equal(result, 0, stdout);
    assert.match(stdout, /\nsame\n$/);
    assert.ok(stdout.includes(`digest sha256:${digest}`));
  });

  it('reports files that were changed, are missing or were added, in cases and in the run', async () => {
    await appendFile(join(cleanCase(), 'timeline.json'), ' ');
    await rm(join(cleanCase(), 'screens/visit-1.png'));
    await writeFile(join(cleanCase(), 'note.txt'), 'x');
    await writeFile(inRun('rules/more.yaml'), 'x');
    const message = await complaintOfVerify();
    for (const named of [
      'timeline.json was changed',
      'visit-1.png is missing',
      'note.txt was added',
      'rules/more.yaml was added',
    ])
      assert.ok(message.includes(named), message);
  });

  it('reports the file for a change of any byte', async () => {
    const entries = await readdir(folder.dir, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((each) => each.isFile())
      .map((each) => relative(folder.dir, join(each.parentPath, each.name)));
    const flip = fc.record({
      file: fc.constantFrom(...files),
      place: fc.double({ min: 0, max: 0.999, noNaN: true }),
      bit: fc.integer({ min: 0, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(flip, async ({ file, place, bit }) => {
        const before = await readFile(inRun(file));
        const after = Buffer.from(before);
        const at = Math.floor(place * after.length);
        after[at] = (after[at] ?? 0) ^ (1 << bit);
        await writeFile(inRun(file), after);
        try {
          const message = await complaintOfVerify();
          assert.ok(message.includes(file), `${file}, byte ${at}, bit ${bit}: ${message}`);
        } finally {
          await writeFile(inRun(file), before);
        }
      }),
      { numRuns: 150, examples: files.map((file) => [{ file, place: 0.5, bit: 1 }]) },
    );
  }).timeout(120_000);

  it('reports a changed log, and still ends with 0', async () => {
    await writeFile(inRun('progress.ndjson'), '{}\n');
    await sealRun(folder.dir);
    await appendFile(inRun('progress.ndjson'), '{}\n');
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 0, stdout);
    assert.match(stdout, /progress\.ndjson was changed.*; logs are not evidence/);
  });

  it('refuses a forged run that differs from the digest in --digest', async () => {
    const expectedDigest = await readRunDigest(folder.dir);
    await forge(cleanCase(), 'timeline.json', (text) => text.replace('"beacon": true', '"beacon": false'));
    await assert.rejects(
      verify(folder.dir, { digest: expectedDigest }),
      (error) => error instanceof Fault && error.message.includes(`but ${expectedDigest} was expected`),
    );
  });

  /** Makes the run look as if it was judged by rules with another version of this file. */
  async function useOtherRules(file: string): Promise<void> {
    const rules = JSON.parse(await readFile(inRun('rules/rules.json'), 'utf8'));
    const before = await sha256OfFile(inRun('rules/rules.json'));
    rules.files[file] = 'cd'.repeat(32);
    rules.digest = 'ef'.repeat(32);
    await writeFile(inRun('rules/rules.json'), JSON.stringify(rules));
    const after = await sha256OfFile(inRun('rules/rules.json'));
    await change(inRun('run.json'), (text) =>
      text.replace(folder.run.rules, rules.digest).replace(before, after),
    );
    await sealRun(folder.dir);
  }

  it('reports that the rules differ, and in which file', async () => {
    const file = 'harness/verdict/decide.ts';
    await useOtherRules(file);
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /other rules/);
    assert.ok(stdout.includes(file), stdout);
  });

  const reword = async (text: RegExp, replacement: string) => {
    const edit = (json: string) => json.replaceAll(text, replacement);
    for (const dir of folder.caseDirs) await forge(dir, 'case.json', edit);
    await change(inRun('run.json'), edit);
    await sealRun(folder.dir);
  };

  it('compares the sentences of reasons under the same rules', async () => {
    await reword(/"text": "/g, '"text": "Once upon a time: ');
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /other reasons/);
  });

  it('compares only the codes of reasons under other rules', async () => {
    await reword(/"text": "/g, '"text": "Once upon a time: ');
    await useOtherRules('harness/verdict/decide.ts');
    const { stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.match(stdout, /other rules/);
    assert.doesNotMatch(stdout, /reasons/);
    await reword(/"code": "simulated"/g, '"code": "few-identities"');
    assert.match((await captureStdout(() => verify(folder.dir, {}))).stdout, /other reasons/);
  });

  it('ends with 1 if the evidence leads to leaks and the run says otherwise', async () => {
    const lie = (text: string) => text.replace('"verdict": "leaks"', '"verdict": "clean"');
    await forge(folder.caseDirs[1]!, 'case.json', lie);
    await change(inRun('run.json'), lie);
    await sealRun(folder.dir);
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 1);
    assert.match(stdout, /the verdict in run\.json was clean and is now leaks/);
  });

  it('ends with 2 if the evidence leads to another verdict', async () => {
    await forge(cleanCase(), 'timeline.json', (text) => text.replace('"beacon": true', '"beacon": false'));
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /the verdict in run\.json was clean and is now inconclusive/);
  });

  it('refuses a run without a decided case', async () => {
    await forgeRun((run) => {
      for (const row of run.cases) row.state = 'planned';
    });
    for (const dir of folder.caseDirs) await rm(dir, { recursive: true });
    await sealRun(folder.dir);
    await assert.rejects(verify(folder.dir, {}), /none of its cases has a verdict/);
  });

  const lies: [what: string, lie: (run: Run) => void, message: RegExp, code?: number][] = [
    [
      'its gate failed',
      (run) => (run.gate = { passed: false, exitCode: 1, failures: [], changed: [] }),
      /the gate fails \(exit code 1\); with the run's expectations, the gate passes \(exit code 0\)/,
    ],
    [
      'its gate has another failure',
      (run) => run.gate?.failures.push({ case: run.cases[0]!.id, why: 'never decided' }),
      /the gate's failures or changes in run\.json differ/,
    ],
    [
      'a case has another expectation',
      (run) => (run.cases[1]!.expected = ['clean']),
      /expect different verdicts/,
    ],
    [
      'a case has another release',
      (run) => (run.cases[1]!.release.versionName = '9.9'),
      /name different releases/,
    ],
    ['a case has another scenario', (run) => (run.cases[1]!.scenario = 'search'), /name different scenarios/],
    ['a case has another mode', (run) => (run.cases[1]!.mode.statistics = 'off'), /name different modes/],
    ['a handset is real', (run) => (run.handsets[0]!.simulated = false), /name different handsets/],
    ['a case has another duration', (run) => (run.cases[1]!.durationMs = 1), /name different durations/],
    [
      'the run ended before a case',
      (run) => (run.finishedAt = '2026-11-22T10:00:30.000Z'),
      /recorded before the run began or after the run ended/,
    ],
    [
      'a case is missing that is in the plan',
      (run) => void run.cases.pop(),
      /plan\.json lists the case .*visit-link/,
    ],
    [
      'a case is missing that has a folder',
      (run) => void run.cases.pop(),
      /a case that run\.json does not list/,
    ],
    [
      'a case contacted fewer hosts',
      (run) => (run.cases[1]!.contacts = []),
      /the contacted hosts in run\.json differ from those in the evidence/,
    ],
    ['a case is listed twice', (run) => void run.cases.push(run.cases[0]!), /not in the plan|twice/],
    ['no case was skipped', (run) => (run.skipped = []), /skipped/],
    [
      'a leaking case was never decided',
      (run) => Object.assign(run.cases[1]!, { state: 'planned', verdict: 'inconclusive', files: {} }),
      /never decided, but the folder of the case has the verdict leaks/,
      1,
    ],
  ];
  for (const [what, lie, message, code = 2] of lies)
    it(`ends with ${code} for a forged run.json: ${what}`, async () => {
      await forgeRun(lie);
      const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
      assert.match(stdout, message);
      assert.equal(result, code, stdout);
    });

  it("judges the gate by the expectations in the run's folder, not by the project's", async () => {
    const file = 'rules/apks/expectations.yaml';
    await writeFile(inRun(file), '[]\n');
    const sha256 = await sha256OfFile(inRun(file));
    await forgeRun((run) => (run.files[file] = sha256));
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(
      stdout,
      /the gate passes \(exit code 0\); with the run's expectations, the gate fails \(exit code 1\)/,
    );
  });

  it("reports a table that differs from the run's rules.json", async () => {
    const file = 'rules/harness/verdict/data/reasons.yaml';
    await appendFile(inRun(file), '- code: another\n');
    const sha256 = await sha256OfFile(inRun(file));
    await forgeRun((run) => (run.files[file] = sha256));
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.ok(stdout.includes(`${file} does not have the digest that rules/rules.json names`), stdout);
  });

  it('reports a late finding that is not charged to the case that generated the canary', async () => {
    await rm(folder.dir, { recursive: true });
    // Both cases have the same canaries. This canary belongs to the first case, and only the second case sends it.
    const earlierCase = 'mint@3.4.3~0123abcd/visit-typed/private';
    const stray = { id: 'visit-9', kind: 'url', value: 'https://s7t8r9a0y1zz.example/x' } as const;
    folder = await writeCurrentRun((evidence) =>
      evidence.facts.id === earlierCase
        ? evidence
        : {
            ...evidence,
            exchanges: [
              ...evidence.exchanges,
              upload(stray.value, { index: evidence.exchanges.length, at: at(30) }),
            ],
            ledger: [
              ...evidence.ledger,
              {
                canary: stray,
                use: 'case',
                run: '20261122T100000Z-0a1b',
                case: earlierCase,
                mintedAt: at(1),
                provenFrom: at(2),
              },
            ],
          },
    );
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.match(
      stdout,
      /visit-9 of .*visit-typed\/private was sent to sa\.api\.intl\.miui\.com during .*visit-link/,
    );
    assert.equal(result, 2);
  });

  it("reports an allowed recipient that is not in the run's expectations", async () => {
    const allow = (text: string) =>
      text.replace('"kind": "url",', '"kind": "url", "allowedHosts": ["sa.api.intl.miui.com"],');
    await forge(cleanCase(), 'canaries.json', allow);
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(
      stdout,
      /canaries\.json lets sa\.api\.intl\.miui\.com receive visit-1, but apks\/expectations/,
    );
  });

  it('reports a decoded message that differs from the evidence', async () => {
    const dir = folder.caseDirs[1]!;
    const [name] = (await readdir(join(dir, 'decoded'))).sort();
    await forge(dir, `decoded/${name}`, (text) => `${text}and more`);
    const { result, stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.ok(stdout.includes(`decoded/${name} differs from the file that the evidence gives now`), stdout);
  });

  it('refuses a run that has not ended, without calling it changed', async () => {
    await forgeRun((run) => Object.assign(run, { finishedAt: null, gate: null }));
    assert.match(await complaintOfVerify(), /has not ended/);
  });

  const broken: [what: string, make: (file: string) => Promise<unknown>, message: RegExp][] = [
    ['that is missing', (file) => rm(file), /is the folder of a run, but its run\.json is missing/],
    ['that is a folder', (file) => rm(file).then(() => mkdir(file)), /cannot read .*run\.json: EISDIR/],
    ['that is empty', (file) => writeFile(file, ''), /run\.json is not JSON.*at the end of the file/],
    [
      'that was cut short',
      async (file) => writeFile(file, (await readFile(file)).subarray(0, 400)),
      /run\.json is not JSON.*line \d+, column \d+/,
    ],
    ['without a schema', (file) => writeFile(file, '{}'), /run\.json is of no schema/],
    [
      'that is a list',
      (file) => writeFile(file, '[]'),
      /run\.json: the file: must be an object, and is a list/,
    ],
    [
      'with a duplicate key',
      async (file) =>
        writeFile(
          file,
          (await readFile(file, 'utf8')).replace('"verdict": "leaks"', '"verdict": "clean", $&'),
        ),
      /run\.json has no digest: an object in the file has the name "verdict" twice/,
    ],
    [
      'with a lone surrogate',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('"Redmi', '"\\ud800 Redmi')),
      /run\.json has no digest, because its JSON has no canonical form/,
    ],
    [
      'with an invalid end time',
      async (file) =>
        writeFile(file, (await readFile(file, 'utf8')).replace(/("finishedAt": ")[^"]+/, '$1soon')),
      /run\.json: finishedAt/,
    ],
    [
      'of a newer version',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('run@1', 'run@2')),
      /run\.json is of the schema "leakgate\/run@2", but this version of Leakgate can read only leakgate\/run@1/,
    ],
  ];
  for (const [what, make, message] of broken)
    it(`refuses a run.json ${what}`, async () => {
      await make(inRun('run.json'));
      assert.match(await complaintOfVerify(), message);
    });

  const forged: [path: string, edit: (text: string) => string, message: RegExp][] = [
    ['traffic.har', (text) => text.slice(0, 500), /traffic\.har/],
    ['traffic.har', () => '', /traffic\.har/],
    ['timeline.json', () => '{}', /timeline\.json/],
    ['visibility.json', (text) => text.replace('heartbeat', 'heart-beat'), /visibility\.json: events/],
    ['ledger.json', () => '[]', /ledger\.json/],
    ['identity.json', () => 'null', /identity\.json/],
    ['canaries.json', () => '{', /canaries\.json is not JSON/],
    [
      'case.json',
      (text) => text.replace('leakgate/case@1', 'leakgate/case@7'),
      /case\.json is of the schema/,
    ],
  ];
  for (const [path, edit, message] of forged)
    it(`refuses an invalid ${path} whose digests are correct: ${message}`, async () => {
      await forge(cleanCase(), path, edit);
      assert.match(await complaintOfVerify(), message);
    });
  const rules: [path: string, text: string, message: RegExp][] = [
    ['rules/rules.json', '{}', /rules\.json is of no schema/],
    ['rules/apks/expectations.yaml', '- on: mars', /apks\/expectations\.yaml/],
    ['rules/apks/expectations.yaml', '{', /apks\/expectations\.yaml/],
    ['plan.json', '{', /plan\.json is not JSON/],
  ];
  for (const [path, text, message] of rules)
    it(`refuses ${path} with the text ${text}, although its digests are correct`, async () => {
      await writeFile(inRun(path), text);
      const sha256 = await sha256OfFile(inRun(path));
      await forgeRun((run) => (run.files[path] = sha256));
      assert.match(await complaintOfVerify(), message);
    });

  it('prints no control sequence or line break of a file name to the terminal', async () => {
    await writeFile(inRun('a\u001b[1A\u001b[2Ksame\nsame'), 'x');
    assert.match(await complaintOfVerify(), /\n {2}a·\[1A·\[2Ksame·same was added/);
    await rm(inRun('a\u001b[1A\u001b[2Ksame\nsame'));
    await forgeRun((run) => (run.id = 'a\u001b[2K\nsame'));
    const { stdout } = await captureStdout(() => verify(folder.dir, {}));
    assert.match(stdout, /^run a·\[2K·same, digest/);
  });

  it("follows no link and no path out of the run's folder", async () => {
    await symlink(join(folder.caseDirs[1]!, 'traffic.har'), join(cleanCase(), 'late.har'));
    assert.match(await complaintOfVerify(), /late\.har is a link/);
    await rm(join(cleanCase(), 'late.har'));
    await forgeRun((run) => (run.cases[0]!.evidence = 'cases/../../elsewhere/'));
    assert.match(await complaintOfVerify(), /cases\[0\]\.evidence/);
  });

  it('prints the same bytes in other time zones, languages, folders and years', async () => {
    const tomorrow = join(import.meta.dirname, 'testing/other-day.mjs');
    const elsewhere = await mkdtemp(join(tmpdir(), 'leakgate-cwd-'));
    const verifyOutput = async (cwd: string, env: Record<string, string>) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(projectRoot, 'bin/leakgate.mjs'), 'verify', folder.dir],
        { cwd, env: { ...process.env, NO_COLOR: '1', ...env } },
      );

      return stdout;
    };
    try {
      const here = await verifyOutput(projectRoot, { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
      assert.match(here, /\nsame\n$/);
      for (const [cwd, env] of [
        [elsewhere, { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
        [elsewhere, { TZ: 'America/St_Johns', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }],
        [tmpdir(), { TZ: 'Pacific/Kiritimati', NODE_OPTIONS: `--import ${tomorrow}` }],
      ] as const)
        assert.equal(await verifyOutput(cwd, env), here, JSON.stringify(env));
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  }).timeout(120_000);
});
