import type { Again } from '../../evidence/rejudge.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import { judge, search, type TiedJudgement } from '../../verdict/index.ts';
import type { Tables } from '../tables.ts';

/** Judges every case of a run, the first time and again. */
export function judgingBy(tables: Tables, rules: string): Again<TiedJudgement> {
  return {
    rules,
    judge(evidence) {
      const found = search(evidence, tables.policy);
      const judgement = judge(evidence, tables.policy, tables.ties, found);

      return { judgement, decoded: decodedMessages(evidence, judgement.findings, found.messages) };
    },
  };
}

/** The decoded message around each finding, for a person to read; one text for each message, however many canaries it has. */
function decodedMessages(
  evidence: CaseEvidence,
  findings: readonly Finding[],
  messages: ReadonlyMap<Finding, string>,
): Map<string, string> {
  const files = new Map<string, string>();
  const exchanges = new Map([...evidence.exchanges, ...evidence.late].map((each) => [each.index, each]));
  for (const finding of findings) {
    const exchange = exchanges.get(finding.exchange);
    const text = messages.get(finding);
    const name = `exchange-${finding.exchange}-${finding.part.replaceAll(/[^\w.-]+/g, '-')}.txt`;
    if (exchange && text !== undefined)
      files.set(name, `${exchange.method} ${exchange.url}\n${finding.part} decoded:\n\n${indented(text)}\n`);
  }

  return files;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // No JSON: shown unchanged.
    return text;
  }
}
