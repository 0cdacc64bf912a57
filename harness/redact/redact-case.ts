import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exchangesOf } from '../evidence/exchanges.ts';
import { readCase, writeCase } from '../evidence/folders.ts';
import { writeHar } from '../evidence/har-writer.ts';
import { parseJson, readText } from '../evidence/json-file.ts';
import type { CaseRecord } from '../model/case.ts';
import type { Judge } from '../evidence/rejudge.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import type { HarEntry, HarLog } from '../model/har.ts';
import type { Redaction } from '../model/redaction.ts';
import type { Finding } from '../model/scan.ts';
import type { TiedJudgement } from '../verdict/index.ts';
import { redactEntry } from './entry.ts';
import type { Redactor } from './redactor.ts';
import { mapStrings } from './strings.ts';
import { withhold } from './withhold.ts';

export interface CaseToRedact {
  /** Its folder, and the folder to write. */
  from: string;
  to: string;
  /** The path in the run, with a slash at its end. */
  folder: string;
  withScreens: boolean;
  /** How the case is judged, and how its messages are decoded for readers. */
  judge: Pick<Judge<TiedJudgement>, 'judgeEvidence'>;
}

/** A redacted case, and what it lacks. */
export interface RedactedCase {
  record: CaseRecord;
  /** Files that are not in the bundle. */
  files: Redaction['files'];
  /** Parts of exchanges that are not in the bundle. */
  parts: Redaction['parts'];
  /** Findings that could not be kept. */
  lost: Redaction['lost'];
  /** A replacement decodes by chance to something that was not there. Another key avoids it. */
  isMisread: boolean;
}

/** Writes a case's folder without the tester's values, and judges it again from the new content. */
export async function redactCase(given: CaseToRedact, redactor: Redactor): Promise<RedactedCase> {
  const { from, to, folder } = given;
  const { record, evidence } = await readCase(from);
  await mkdir(to, { recursive: true });
  const traffic = await redactHar(given, 'traffic.har', redactor);
  const late = existsSync(join(from, 'late.har')) ? await redactHar(given, 'late.har', redactor) : undefined;
  if (late) await writeHar(join(to, 'late.har'), late.entries);
  const inFile = <T>(name: string, value: T): T =>
    redactor.within(`${folder}${name}`, () => mapStrings(value, (text) => redactor.rewriter.text(text)));
  const exchanges = exchangesOf(traffic.entries);
  const redacted: CaseEvidence = {
    facts: inFile('case.json', evidence.facts),
    canaries: evidence.canaries,
    exchanges,
    visibility: inFile('visibility.json', evidence.visibility),
    timeline: inFile('timeline.json', evidence.timeline),
    ledger: inFile('ledger.json', evidence.ledger),
    late: exchangesOf(late?.entries ?? []).map((each) => ({ ...each, index: each.index + exchanges.length })),
    identity: inFile('identity.json', evidence.identity),
  };
  const { judgement, decoded } = given.judge.judgeEvidence(redacted);
  const kept = await keepOthers(given, record, redactor);
  const written = await writeCase(to, {
    evidence: redacted,
    entries: traffic.entries,
    screens: kept.screens,
    decoded,
    judgement,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    attempt: record.attempt,
    rules: record.rules,
  });

  return {
    record: written,
    files: kept.withheld,
    parts: [...traffic.parts, ...(late?.parts ?? [])],
    lost: lostOf(record, written),
    isMisread: written.traces.some(({ name }) => !record.traces.some((known) => known.name === name)),
  };
}

async function redactHar(
  { from, folder }: CaseToRedact,
  name: string,
  redactor: Redactor,
): Promise<{ entries: HarEntry[]; parts: Redaction['parts'] }> {
  const file = join(from, name);
  const { log } = parseJson(await readText(file), file) as HarLog; // Our own file, held against its schema before.
  const rewritten = redactor.within(`${folder}${name}`, () =>
    log.entries.map((entry) => redactEntry(entry, redactor.rewriter)),
  );
  const { entries, withheld } = withhold(rewritten, log.entries, redactor.leftovers);

  return { entries, parts: withheld.map((part) => ({ file: `${folder}${name}`, ...part })) };
}

/** The evidence, and what was decoded from it. */
const MADE_ANEW =
  /^(?:traffic\.har|late\.har|visibility\.json|canaries\.json|timeline\.json|ledger\.json|identity\.json|decoded\/.*)$/;

const PICTURE = /\.(?:png|jpe?g|webp)$/i;

/** Screens only on request. Other files only as text in which every value could be replaced. */
async function keepOthers(
  { from, to, folder, withScreens }: CaseToRedact,
  record: CaseRecord,
  redactor: Redactor,
): Promise<{ screens: Map<string, Buffer>; withheld: Redaction['files'] }> {
  const screens = new Map<string, Buffer>();
  const withheld: Redaction['files'] = [];
  for (const [name, sha256] of Object.entries(record.files)) {
    if (MADE_ANEW.test(name)) continue;
    const bytes = await readFile(join(from, name));
    const file = `${folder}${name}`;
    const isScreen = name.startsWith('screens/');
    if (isScreen && !withScreens) {
      withheld.push({ file, sha256, why: 'what a screen shows cannot be replaced' });
      continue;
    }
    if (isScreen && PICTURE.test(name)) {
      screens.set(name.slice('screens/'.length), bytes);
      continue;
    }
    const text = redactor.within(file, () => redactor.rewriter.text(bytes.toString('utf8')));
    if (redactor.stillIn(Buffer.from(text)))
      withheld.push({ file, sha256, why: 'a value of the tester could not be replaced in it' });
    else if (isScreen) screens.set(name.slice('screens/'.length), Buffer.from(text));
    else {
      await mkdir(dirname(join(to, name)), { recursive: true });
      await writeFile(join(to, name), text);
    }
  }

  return { screens, withheld };
}

/** Lost findings and changed verdicts, each with what was withheld: never silently. */
function lostOf(was: CaseRecord, is: CaseRecord): Redaction['lost'] {
  const key = ({ canary, exchange, part, chain, match }: Finding) =>
    JSON.stringify([canary, exchange, part, chain, match]);
  const kept = new Set(is.findings.map(key));
  const findings = was.findings.filter((finding) => !kept.has(key(finding)));
  if (findings.length === 0 && was.verdict === is.verdict) return [];

  return [{ case: was.facts.id, verdict: { was: was.verdict, is: is.verdict }, findings }];
}
