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
import { captured } from './testing/captured.ts';
import { writeCurrentRun, type WrittenRun } from '../runner/testing/run-folder.ts';
import { at, upload } from '../verdict/testing/evidence.ts';
import { verify } from './verify.ts';

describe('leakgate verify', () => {
  let folder: WrittenRun;
  beforeEach(async () => {
    folder = await writeCurrentRun();
  });
  afterEach(() => rm(folder.dir, { recursive: true }));

  const clean = () => folder.caseDirs[0]!;
  const inRun = (file: string) => join(folder.dir, file);
  const change = async (file: string, by: (text: string) => string) =>
    writeFile(file, by(await readFile(file, 'utf8')));

  /** Changes a file and forges every digest of it, as somebody would who rewrites history. */
  async function forge(caseDir: string, path: string, by: (text: string) => string): Promise<void> {
    const before = await sha256OfFile(join(caseDir, path));
    const record = await sha256OfFile(join(caseDir, 'case.json'));
    await change(join(caseDir, path), by);
    const after = await sha256OfFile(join(caseDir, path));
    if (path !== 'case.json') await change(join(caseDir, 'case.json'), (text) => text.replace(before, after));
    const again = await sha256OfFile(join(caseDir, 'case.json'));
    await change(inRun('run.json'), (text) => text.replace(before, after).replace(record, again));
    await sealRun(folder.dir);
  }

  /** Changes run.json and forges the seal; its own digest alone tells. */
  async function forgeRun(by: (run: Run) => unknown): Promise<void> {
    await change(inRun('run.json'), (text) => {
      const run = JSON.parse(text) as Run;
      by(run);

      return JSON.stringify(run, null, 2);
    });
    await sealRun(folder.dir);
  }

  async function complaint(): Promise<string> {
    const error = await verify(folder.dir, {}).then(
      () => undefined,
      (each: unknown) => each,
    );
    assert.ok(error instanceof Fault, 'nothing was named');

    return error.message;
  }

  it('says same, and the digest of the run', async () => {
    const digest = await readRunDigest(folder.dir);
    const { result, stdout } = await captured(() => verify(folder.dir, { digest: `sha256:${digest}` }));
    assert.equal(result, 0, stdout);
    assert.match(stdout, /\nsame\n$/);
    assert.ok(stdout.includes(`digest sha256:${digest}`));
  });

  it('names what was changed, is missing or was added, in a case and beside it', async () => {
    await appendFile(join(clean(), 'timeline.json'), ' ');
    await rm(join(clean(), 'screens/visit-1.png'));
    await writeFile(join(clean(), 'note.txt'), 'x');
    await writeFile(inRun('rules/more.yaml'), 'x');
    const message = await complaint();
    for (const named of [
      'timeline.json was changed',
      'visit-1.png is missing',
      'note.txt was added',
      'rules/more.yaml was added',
    ])
      assert.ok(message.includes(named), message);
  });

  it('names the file of any byte that was changed', async () => {
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
          const message = await complaint();
          assert.ok(message.includes(file), `${file}, byte ${at}, bit ${bit}: ${message}`);
        } finally {
          await writeFile(inRun(file), before);
        }
      }),
      { numRuns: 150, examples: files.map((file) => [{ file, place: 0.5, bit: 1 }]) },
    );
  }).timeout(120_000);

  it('names a log that was changed, which decides nothing', async () => {
    await writeFile(inRun('progress.ndjson'), '{}\n');
    await sealRun(folder.dir);
    await appendFile(inRun('progress.ndjson'), '{}\n');
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 0, stdout);
    assert.match(stdout, /progress\.ndjson was changed.*; logs are not evidence/);
  });

  it('holds run.json against the digest that was told, whatever else was forged', async () => {
    const told = await readRunDigest(folder.dir);
    await forge(clean(), 'timeline.json', (text) => text.replace('"beacon": true', '"beacon": false'));
    await assert.rejects(
      verify(folder.dir, { digest: told }),
      (error) => error instanceof Fault && error.message.includes(`expected was ${told}`),
    );
  });

  /** Makes the run one that was judged by other rules: with another `decide.ts`. */
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

  it('says that the rules are others, and which', async () => {
    const file = 'harness/verdict/decide.ts';
    await useOtherRules(file);
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /other rules/);
    assert.ok(stdout.includes(file), stdout);
  });

  const reword = async (text: RegExp, replacement: string) => {
    const by = (json: string) => json.replaceAll(text, replacement);
    for (const dir of folder.caseDirs) await forge(dir, 'case.json', by);
    await change(inRun('run.json'), by);
    await sealRun(folder.dir);
  };

  it('compares sentences of reasons under the same rules', async () => {
    await reword(/"text": "/g, '"text": "Once upon a time: ');
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /other reasons/);
  });

  it('compares codes of reasons under other rules, and no sentences', async () => {
    await reword(/"text": "/g, '"text": "Once upon a time: ');
    await useOtherRules('harness/verdict/decide.ts');
    const { stdout } = await captured(() => verify(folder.dir, {}));
    assert.match(stdout, /other rules/);
    assert.doesNotMatch(stdout, /reasons/);
    await reword(/"code": "simulated"/g, '"code": "few-identities"');
    assert.match((await captured(() => verify(folder.dir, {}))).stdout, /other reasons/);
  });

  it('gives 1 where the evidence says leaks and the run did not', async () => {
    const lie = (text: string) => text.replace('"verdict": "leaks"', '"verdict": "clean"');
    await forge(folder.caseDirs[1]!, 'case.json', lie);
    await change(inRun('run.json'), lie);
    await sealRun(folder.dir);
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 1);
    assert.match(stdout, /the verdict was clean and is now leaks/);
  });

  it('gives 2 where the evidence says something else', async () => {
    await forge(clean(), 'timeline.json', (text) => text.replace('"beacon": true', '"beacon": false'));
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /the verdict was clean and is now inconclusive/);
  });

  it('has nothing to say of a run that decided nothing', async () => {
    await forgeRun((run) => {
      for (const row of run.cases) row.state = 'planned';
    });
    for (const dir of folder.caseDirs) await rm(dir, { recursive: true });
    await sealRun(folder.dir);
    await assert.rejects(verify(folder.dir, {}), /no decided case/);
  });

  const lies: [what: string, lie: (run: Run) => void, said: RegExp, code?: number][] = [
    [
      'passed its gate',
      (run) => (run.gate = { passed: false, exitCode: 1, failures: [], changed: [] }),
      /the gate fails \(1\) in run.json and passes \(0\) by the expectations/,
    ],
    [
      'names who failed at the gate',
      (run) => run.gate?.failures.push({ case: run.cases[0]!.id, why: 'never decided' }),
      /the gate has different failures or changes/,
    ],
    ['expected what it did not', (run) => (run.cases[1]!.expected = ['clean']), /different expectations/],
    [
      'is of another release',
      (run) => (run.cases[1]!.release.versionName = '9.9'),
      /name different releases/,
    ],
    ['is of another scenario', (run) => (run.cases[1]!.scenario = 'search'), /name different scenarios/],
    ['is of another mode', (run) => (run.cases[1]!.mode.statistics = 'off'), /name different modes/],
    ['was on a real phone', (run) => (run.handsets[0]!.simulated = false), /name different handsets/],
    ['took less long', (run) => (run.cases[1]!.durationMs = 1), /name different durations/],
    [
      'ended before the case did',
      (run) => (run.finishedAt = '2026-11-22T10:00:30.000Z'),
      /recorded before the run began or after it ended/,
    ],
    ['has a case less', (run) => void run.cases.pop(), /the plan has .*visit-link/],
    ['has a case less, which leaks', (run) => void run.cases.pop(), /no case of run\.json/],
    ['has a case twice', (run) => void run.cases.push(run.cases[0]!), /not in the plan|twice/],
    ['skipped nothing', (run) => (run.skipped = []), /skipped/],
    [
      'never decided what leaks',
      (run) => Object.assign(run.cases[1]!, { state: 'planned', verdict: 'inconclusive', files: {} }),
      /never decided, but its folder has the verdict leaks/,
      1,
    ],
  ];
  for (const [what, lie, said, code = 2] of lies)
    it(`gives ${code} where run.json was forged and says that it ${what}`, async () => {
      await forgeRun(lie);
      const { result, stdout } = await captured(() => verify(folder.dir, {}));
      assert.match(stdout, said);
      assert.equal(result, code, stdout);
    });

  it('judges the gate by the expectations that were in force, and not by those that are here', async () => {
    const file = 'rules/apks/expectations.yaml';
    await writeFile(inRun(file), '[]\n');
    const sha256 = await sha256OfFile(inRun(file));
    await forgeRun((run) => (run.files[file] = sha256));
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /the gate passes \(0\) in run.json and fails \(1\) by the expectations/);
  });

  it('names a table that is not the one that the rules of the run name', async () => {
    const file = 'rules/harness/verdict/data/reasons.yaml';
    await appendFile(inRun(file), '- code: another\n');
    const sha256 = await sha256OfFile(inRun(file));
    await forgeRun((run) => (run.files[file] = sha256));
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.ok(stdout.includes(`${file} differs from the one in rules.json`), stdout);
  });

  it('names what was found of a case during another and is not charged to it', async () => {
    await rm(folder.dir, { recursive: true });
    // Both cases of the folder planted the same canaries; a third one's, which the second is searched for, is another's.
    const earlier = 'mint@3.4.3~0123abcd/visit-typed/private';
    const stray = { id: 'visit-9', kind: 'url', value: 'https://s7t8r9a0y1zz.example/x' } as const;
    folder = await writeCurrentRun((evidence) =>
      evidence.facts.id === earlier
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
                case: earlier,
                mintedAt: at(1),
                provenFrom: at(2),
              },
            ],
          },
    );
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.match(
      stdout,
      /visit-9 of .*visit-typed\/private was sent to sa\.api\.intl\.miui\.com during .*visit-link/,
    );
    assert.equal(result, 2);
  });

  it('names a recipient that a canary is allowed to, and that no expectation of the run allows', async () => {
    const allow = (text: string) =>
      text.replace('"kind": "url",', '"kind": "url", "allowedHosts": ["sa.api.intl.miui.com"],');
    await forge(clean(), 'canaries.json', allow);
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /canaries\.json allows visit-1 to sa\.api\.intl\.miui\.com, but apks\/expectations/);
  });

  it('names a decoded message that the evidence does not give', async () => {
    const dir = folder.caseDirs[1]!;
    const [name] = (await readdir(join(dir, 'decoded'))).sort();
    await forge(dir, `decoded/${name}`, (text) => `${text}and more`);
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.ok(stdout.includes(`decoded/${name} differs from the evidence`), stdout);
  });

  it('judges nothing of a run that has not ended, and does not call it tampered with', async () => {
    await forgeRun((run) => Object.assign(run, { finishedAt: null, gate: null }));
    assert.match(await complaint(), /has not ended/);
  });

  const broken: [what: string, make: (file: string) => Promise<unknown>, said: RegExp][] = [
    ['that is missing', (file) => rm(file), /is not a run.s folder: it has no run\.json/],
    ['that is a folder', (file) => rm(file).then(() => mkdir(file)), /cannot read .*run\.json: EISDIR/],
    ['that is empty', (file) => writeFile(file, ''), /run\.json is not JSON.*where the file ends/],
    [
      'that was cut short',
      async (file) => writeFile(file, (await readFile(file)).subarray(0, 400)),
      /run\.json is not JSON.*line \d+, column \d+/,
    ],
    ['that says nothing', (file) => writeFile(file, '{}'), /run\.json is of no schema/],
    ['that is a list', (file) => writeFile(file, '[]'), /run\.json: the whole/],
    [
      'that says two things, though its digest is that of one',
      async (file) =>
        writeFile(
          file,
          (await readFile(file, 'utf8')).replace('"verdict": "leaks"', '"verdict": "clean", $&'),
        ),
      /run\.json has no digest: it has the name "verdict" twice/,
    ],
    [
      'with half a character',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('"Redmi', '"\\ud800 Redmi')),
      /run\.json has no digest: it has no canonical form/,
    ],
    [
      'that ended at no time',
      async (file) =>
        writeFile(file, (await readFile(file, 'utf8')).replace(/("finishedAt": ")[^"]+/, '$1soon')),
      /run\.json: finishedAt/,
    ],
    [
      'of a newer version',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('run@1', 'run@2')),
      /run\.json is of the schema "leakgate\/run@2", and this version of Leakgate reads leakgate\/run@1/,
    ],
  ];
  for (const [what, make, said] of broken)
    it(`names a run.json ${what}`, async () => {
      await make(inRun('run.json'));
      assert.match(await complaint(), said);
    });

  const forged: [path: string, by: (text: string) => string, said: RegExp][] = [
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
  for (const [path, by, said] of forged)
    it(`names ${path} where it cannot be read, though every digest is right: ${said}`, async () => {
      await forge(clean(), path, by);
      assert.match(await complaint(), said);
    });
  const rules: [path: string, text: string, said: RegExp][] = [
    ['rules/rules.json', '{}', /rules\.json is of no schema/],
    ['rules/apks/expectations.yaml', '- on: mars', /apks\/expectations\.yaml/],
    ['rules/apks/expectations.yaml', '{', /apks\/expectations\.yaml/],
    ['plan.json', '{', /plan\.json is not JSON/],
  ];
  for (const [path, text, said] of rules)
    it(`names ${path} where it says ${text}, though every digest is right`, async () => {
      await writeFile(inRun(path), text);
      const sha256 = await sha256OfFile(inRun(path));
      await forgeRun((run) => (run.files[path] = sha256));
      assert.match(await complaint(), said);
    });

  it('lets no name of a file reach the terminal as a control sequence or a line', async () => {
    await writeFile(inRun('a\u001b[1A\u001b[2Ksame\nsame'), 'x');
    assert.match(await complaint(), /\n {2}a·\[1A·\[2Ksame·same was added/);
    await rm(inRun('a\u001b[1A\u001b[2Ksame\nsame'));
    await forgeRun((run) => (run.id = 'a\u001b[2K\nsame'));
    const { stdout } = await captured(() => verify(folder.dir, {}));
    assert.match(stdout, /^run a·\[2K·same, digest/);
  });

  it('reads nothing beside the folder: no links, no paths that lead elsewhere', async () => {
    await symlink(join(folder.caseDirs[1]!, 'traffic.har'), join(clean(), 'late.har'));
    assert.match(await complaint(), /late\.har is a link/);
    await rm(join(clean(), 'late.har'));
    await forgeRun((run) => (run.cases[0]!.evidence = 'cases/../../elsewhere/'));
    assert.match(await complaint(), /cases\[0\]\.evidence/);
  });

  it('says the same, byte for byte, in other time zones, languages and folders, on other days', async () => {
    const tomorrow = join(import.meta.dirname, 'testing/other-day.mjs');
    const elsewhere = await mkdtemp(join(tmpdir(), 'leakgate-cwd-'));
    const said = async (cwd: string, env: Record<string, string>) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(projectRoot, 'bin/leakgate.mjs'), 'verify', folder.dir],
        { cwd, env: { ...process.env, NO_COLOR: '1', ...env } },
      );

      return stdout;
    };
    try {
      const here = await said(projectRoot, { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
      assert.match(here, /\nsame\n$/);
      for (const [cwd, env] of [
        [elsewhere, { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
        [elsewhere, { TZ: 'America/St_Johns', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }],
        [tmpdir(), { TZ: 'Pacific/Kiritimati', NODE_OPTIONS: `--import ${tomorrow}` }],
      ] as const)
        assert.equal(await said(cwd, env), here, JSON.stringify(env));
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  }).timeout(120_000);
});
