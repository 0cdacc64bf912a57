import { existsSync } from 'node:fs';
import { cp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { sha256OfFile } from '../evidence/digest.ts';
import { readCaseEvidence, readEndedRun, readPlan, writePlan, writeRun } from '../evidence/folders.ts';
import { writeJson } from '../evidence/json-file.ts';
import { readRunDigest } from '../evidence/run-digest.ts';
import { sealRun } from '../evidence/seal.ts';
import { refuseTampering } from '../evidence/tampering.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { counted } from '../model/counted.ts';
import { Fault, invariant } from '../model/fault.ts';
import type { Redaction } from '../model/redaction.ts';
import type { Run } from '../model/run.ts';
import { ownValuesOf, type MachineNames, machineNamesIn } from '../redact/own-values.ts';
import { type CaseToRedact, redactCase } from '../redact/redact-case.ts';
import { createRedactor, type Redactor } from '../redact/redactor.ts';
import { mapStrings } from '../redact/strings.ts';
import { bundleReadme, writePages } from '../report/reports.ts';
import { withIndependence } from '../runner/record/independence.ts';
import { withContacts, withDigests, withLinkability } from '../runner/record/run-evidence.ts';
import { withDecided } from '../runner/record/run-record.ts';
import { projectRoot } from '../runner/project.ts';
import { readKeptExpectations, rulesDigest } from '../runner/rules.ts';
import { readTables } from '../runner/tables.ts';
import { createJudge, type RunJudge } from '../runner/record/judge.ts';
import { judgeGate } from '../verdict/index.ts';
import { decodingSteps } from './decoding-steps.ts';
import { makeFolder } from '../evidence/make-folder.ts';

export interface RedactOptions {
  out: string;
  withScreens: boolean;
  /** Names of the machine that must not be published; those of this machine by default. */
  machine?: MachineNames;
}

/**
 * Number of keys that are tried. With the values of one handset, a pseudonym decodes by chance to an identifier under about 1 of
 * 60 keys. All keys fail only by a great coincidence, and then another try succeeds.
 */
const MAX_KEYS = 5;

/**
 * Makes a bundle of a run for publishing. It lacks the tester's own values, and `verify` accepts it.
 * @throws {Fault} if the run was changed, if a value of the tester remains, or if each bundle reports an identifier that the
 * run does not have. Then no bundle is made.
 */
export async function redactRun(runDir: string, options: RedactOptions): Promise<Redaction> {
  const out = resolve(options.out);
  const run = await readEndedRun(runDir);
  await checkBundleFolder(out, runDir);
  await refuseTampering(runDir, run);
  invariant(
    run.rules === (await rulesDigest()),
    `${runDir} was judged by other rules than this version's; redaction judges the evidence again, so verdicts could differ`,
    'redact the run with the version of Leakgate that recorded it',
  );
  const tables = await readTables(DEFAULT_BUDGET);
  const values = ownValuesOf(
    await evidenceOf(runDir, run),
    [options.machine ?? namesOfThisMachine(runDir), machineNamesIn(await readPlan(runDir))],
    tables.ties.identifiers,
    DEFAULT_BUDGET,
  );
  const { withScreens } = options;
  const judge = createJudge(tables, run.rules);
  try {
    for (let attempt = 1; ; attempt++) {
      const redactor = createRedactor(values, DEFAULT_BUDGET);
      const { redaction, isMisread } = await writeBundle({
        runDir,
        out,
        run,
        redactor,
        withScreens,
        judge,
      });
      if (isMisread) {
        invariant(
          attempt < MAX_KEYS,
          `no bundle was made, as a pseudonym decodes to an identifier that the run does not have; ${counted(MAX_KEYS, 'key')} were tried`,
          'try again: each try uses new random keys; if it fails again, please report this',
        );
        await rm(out, { recursive: true });
        continue;
      }
      await throwIfValuesRemain(out, redactor);

      return redaction;
    }
  } catch (error) {
    if (existsSync(out)) await rm(out, { recursive: true });
    throw error;
  }
}

/** Checks that the bundle goes into a new folder outside of the run's folder: files added to a run count as tampering. */
async function checkBundleFolder(out: string, runDir: string): Promise<void> {
  invariant(!existsSync(out), `${out} already exists`, 'name a new folder with --out');
  makeFolder(dirname(out));
  invariant(
    /^\.\.(?:[/\\]|$)/.test(relative(await realpath(runDir), await realpath(dirname(out)))),
    `${out} is inside the run's folder, which must contain only the run's own files`,
    'name a folder outside the run with --out',
  );
}

function namesOfThisMachine(run: string): MachineNames {
  return { user: userInfo().username, home: homedir(), host: hostname(), project: projectRoot, run };
}

async function evidenceOf(runDir: string, run: Run): Promise<CaseEvidence[]> {
  const evidence: CaseEvidence[] = [];
  for (const row of run.cases)
    if (row.state === 'decided') evidence.push(await readCaseEvidence(join(runDir, row.evidence)));

  return evidence;
}

async function writeBundle(
  options: { runDir: string; out: string; run: Run; redactor: Redactor; judge: RunJudge } & Pick<
    CaseToRedact,
    'withScreens'
  >,
): Promise<{ redaction: Redaction; isMisread: boolean }> {
  const { runDir, out, redactor, withScreens, judge } = options;
  const rewrite = <T>(file: string, value: T): T =>
    redactor.countFor(file, () => mapStrings(value, (text) => redactor.rewriter.text(text)));
  makeFolder(out);
  await cp(join(runDir, 'rules'), join(out, 'rules'), { recursive: true });
  await writePlan(out, rewrite('plan.json', await readPlan(runDir)));
  const originalDigest = await readRunDigest(runDir);
  const { linkability: _, ...rewritten } = rewrite('run.json', options.run);
  let run: Run = { ...rewritten, redacted: { of: originalDigest } };
  let isMisread = false;
  const redaction: Redaction = {
    schema: 'leakgate/redaction@1',
    of: originalDigest,
    replaced: [],
    files: [],
    parts: [],
    lost: [],
  };
  for (const row of run.cases) {
    if (row.state !== 'decided') continue;
    const [from, to] = [join(runDir, row.evidence), join(out, row.evidence)];
    const redacted = await redactCase({ from, to, folder: row.evidence, withScreens, judge }, redactor);
    run = withDecided(run, row.id, redacted.record);
    redaction.files.push(...redacted.files);
    redaction.parts.push(...redacted.parts);
    redaction.lost.push(...redacted.lost);
    isMisread ||= redacted.isMisread;
  }
  run = await withIndependence(out, run, judge, (text) => void process.stderr.write(`${text}\n`));
  run = await withContacts(out, run);
  // A withheld part may change a verdict, so that the bundle's gate differs from the run's.
  const gate = judgeGate(run, await readKeptExpectations(out), (run.finishedAt ?? '').slice(0, 10));
  redaction.replaced.push(...redactor.replacements());
  await writeJson(join(out, 'redaction.json'), redaction);
  const withDigestsAndLinks = await withDigests(out, await withLinkability(out, { ...run, gate }));
  const sha256 = await sha256OfFile(join(out, 'redaction.json'));
  const bundle: Run = {
    ...withDigestsAndLinks,
    files: { ...withDigestsAndLinks.files, 'redaction.json': sha256 },
  };
  await writeRun(out, bundle);
  await writePages(out, bundle, { stepsOf: decodingSteps });
  await writeFile(join(out, 'README.md'), bundleReadme(bundle, redaction, await readRunDigest(out)));
  await sealRun(out);

  return { redaction, isMisread };
}

/**
 * The last check before publishing: searches every file for every value, as a search program would. Searches for short values
 * only as whole words of texts.
 */
async function throwIfValuesRemain(out: string, redactor: Redactor): Promise<void> {
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(out, file).split(sep).join('/');
    const remaining = redactor.findValueInFile(path, await readFile(file));
    if (remaining !== undefined)
      throw new Fault(`no bundle was made, as ${remaining} is left in ${path}`, {
        fix: 'please report this fault: redaction should have replaced the value',
      });
  }
}
