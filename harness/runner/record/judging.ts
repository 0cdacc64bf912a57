import { messageOf } from '../../detect/replay.ts';
import type { Again } from '../../evidence/rejudge.ts';
import type { CaseEvidence, Judgement } from '../../model/evidence.ts';
import { judge, type TiedJudgement } from '../../verdict/index.ts';
import type { Tables } from '../tables.ts';

/** How every case of a run is judged, the first time and again. */
export function judgingBy(tables: Tables, rules: string): Again<TiedJudgement> {
  return {
    rules,
    judge: (evidence) => judge(evidence, tables.policy, tables.ties),
    decoded: (evidence, judgement) => decodedMessages(evidence, judgement, tables),
  };
}

/** What each finding stands in, as a person can read it; one text a message, however many canaries it holds. */
function decodedMessages(evidence: CaseEvidence, judgement: Judgement, tables: Tables): Map<string, string> {
  const messages = new Map<string, string>();
  const all = new Map([...evidence.exchanges, ...evidence.late].map((each) => [each.index, each]));
  for (const finding of judgement.findings) {
    const exchange = all.get(finding.exchange);
    const text = exchange && messageOf(exchange, finding, tables.policy.budget, (index) => all.get(index));
    const name = `exchange-${finding.exchange}-${finding.part.replaceAll(/[^\w.-]+/g, '-')}.txt`;
    if (exchange && text !== undefined)
      messages.set(
        name,
        `${exchange.method} ${exchange.url}\n${finding.part} decoded:\n\n${indented(text)}\n`,
      );
  }

  return messages;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // No JSON: shown as it is.
    return text;
  }
}
