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
import { plotsOf, type TiedJudgement } from '../verdict/index.ts';
import { redactEntry } from './entry.ts';
import type { Redactor } from './redactor.ts';
import { mapStrings } from './strings.ts';
import { withholdParts } from './withhold.ts';

export interface CaseToRedact {
  /** The folder of the case. */
  from: string;
  /** The folder to write. */
  to: string;
  /** The path of the case's folder in the run, with a slash at its end. */
  folder: string;
  withScreens: boolean;
  /** Judges the case again, and decodes its messages for readers. */
  judge: Judge<TiedJudgement>;
}

/** A redacted case, and what is missing from it. */
export interface RedactedCase {
  record: CaseRecord;
  /** Files that are not in the bundle. */
  files: Redaction['files'];
  /** Parts of exchanges that are not in the bundle. */
  parts: Redaction['parts'];
  /** Findings that the redacted evidence no longer gives. */
  lost: Redaction['lost'];
  /** Whether a replacement decodes by chance to an identifier that was not there. Another key avoids this. */
  isMisread: boolean;
}

/** Writes a case's folder without the tester's values, and judges it again from the new content. */
export async function redactCase(options: CaseToRedact, redactor: Redactor): Promise<RedactedCase> {
  const { from, to, folder } = options;
  const { record, evidence } = await readCase(from);
  await mkdir(to, { recursive: true });
  const traffic = await redactHar(options, 'traffic.har', redactor);
  const late = existsSync(join(from, 'late.har'))
    ? await redactHar(options, 'late.har', redactor)
    : undefined;
  if (late) await writeHar(join(to, 'late.har'), late.entries);
  const redactFile = <T>(name: string, value: T): T =>
    redactor.countFor(`${folder}${name}`, () => mapStrings(value, (text) => redactor.rewriter.text(text)));
  const exchanges = exchangesOf(traffic.entries);
  const redacted: CaseEvidence = {
    facts: redactFile('case.json', evidence.facts),
    canaries: evidence.canaries,
    exchanges,
    visibility: redactFile('visibility.json', evidence.visibility),
    timeline: redactFile('timeline.json', withoutIndependence(evidence.timeline)),
    ledger: redactFile('ledger.json', evidence.ledger),
    late: exchangesOf(late?.entries ?? []).map((exchange) => ({
      ...exchange,
      index: exchange.index + exchanges.length,
    })),
    identity: redactFile('identity.json', evidence.identity),
  };
  const { judgement, decoded } = options.judge.judgeEvidence(redacted);
  const others = await redactOtherFiles(options, record, redactor);
  const written = await writeCase(to, {
    evidence: redacted,
    entries: traffic.entries,
    screens: others.screens,
    decoded,
    plots: plotsOf(redacted),
    judgement,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    attempt: record.attempt,
    rules: record.rules,
  });

  return {
    record: written,
    files: others.withheld,
    parts: [...traffic.parts, ...(late?.parts ?? [])],
    lost: findLost(record, written),
    isMisread: written.traces.some(({ name }) => !record.traces.some((known) => known.name === name)),
  };
}

/** What experiments say is added again when all cases are redacted. */
function withoutIndependence({ schema, steps }: CaseEvidence['timeline']): CaseEvidence['timeline'] {
  return { schema, steps: steps.filter(({ kind }) => kind !== 'independent-of-page') };
}

async function redactHar(
  { from, folder }: CaseToRedact,
  name: string,
  redactor: Redactor,
): Promise<{ entries: HarEntry[]; parts: Redaction['parts'] }> {
  const file = join(from, name);
  const { log } = parseJson(await readText(file), file) as HarLog; // Leakgate wrote it, and `readCase` has checked it.
  const rewritten = redactor.countFor(`${folder}${name}`, () =>
    log.entries.map((entry) => redactEntry(entry, redactor.rewriter)),
  );
  const { entries, withheld } = withholdParts(rewritten, log.entries, redactor.leftovers);

  return { entries, parts: withheld.map((part) => ({ file: `${folder}${name}`, ...part })) };
}

/** Files that are made from the redacted evidence. */
const REGENERATED =
  /^(?:traffic\.har|late\.har|visibility\.json|canaries\.json|timeline\.json|ledger\.json|identity\.json|(?:decoded|plots)\/.*)$/;

const IMAGE = /\.(?:png|jpe?g|webp)$/i;

/** Copies all other files. Screens only on request; other files only as text in which every value could be replaced. */
async function redactOtherFiles(
  { from, to, folder, withScreens }: CaseToRedact,
  record: CaseRecord,
  redactor: Redactor,
): Promise<{ screens: Map<string, Buffer>; withheld: Redaction['files'] }> {
  const screens = new Map<string, Buffer>();
  const withheld: Redaction['files'] = [];
  for (const [name, sha256] of Object.entries(record.files)) {
    if (REGENERATED.test(name)) continue;
    const bytes = await readFile(join(from, name));
    const file = `${folder}${name}`;
    const isScreen = name.startsWith('screens/');
    if (isScreen && !withScreens) {
      withheld.push({ file, sha256, why: 'values that a screenshot shows cannot be replaced' });
      continue;
    }
    if (isScreen && IMAGE.test(name)) {
      screens.set(name.slice('screens/'.length), bytes);
      continue;
    }
    const text = redactor.countFor(file, () => redactor.rewriter.text(bytes.toString('utf8')));
    if (redactor.findValueIn(Buffer.from(text)) ?? redactor.findWordIn(text))
      withheld.push({
        file,
        sha256,
        why: "one of the tester's own values in this file could not be replaced",
      });
    else if (isScreen) screens.set(name.slice('screens/'.length), Buffer.from(text));
    else {
      await mkdir(dirname(join(to, name)), { recursive: true });
      await writeFile(join(to, name), text);
    }
  }

  return { screens, withheld };
}

/** Findings that the redacted case has lost, and the changed verdict, so that neither changes silently. */
function findLost(original: CaseRecord, redacted: CaseRecord): Redaction['lost'] {
  const key = ({ canary, exchange, part, chain, match }: Finding) =>
    JSON.stringify([canary, exchange, part, chain, match]);
  const kept = new Set(redacted.findings.map(key));
  const findings = original.findings.filter((finding) => !kept.has(key(finding)));
  if (findings.length === 0 && original.verdict === redacted.verdict) return [];

  return [{ case: original.facts.id, verdict: { was: original.verdict, is: redacted.verdict }, findings }];
}
