import type { Judge } from '../../evidence/rejudge.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import { judge, search, type TiedJudgement } from '../../verdict/index.ts';
import type { Tables } from '../tables.ts';

/** The judge of a run, and what it judges by. */
export interface RunJudge extends Judge<TiedJudgement> {
  policy: Tables['policy'];
}

/** The judge of a run: used when a case ends, and when it is judged again. */
export function createJudge(tables: Tables, rules: string): RunJudge {
  return {
    rules,
    policy: tables.policy,
    judgeEvidence(evidence) {
      const searched = search(evidence, tables.policy);
      const judgement = judge(evidence, tables.policy, tables.ties, searched);

      return { judgement, decoded: decodedMessages(evidence, judgement.findings, searched.messages) };
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
  const exchanges = new Map(
    [...evidence.exchanges, ...evidence.late].map((exchange) => [exchange.index, exchange]),
  );
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
    // The text is not JSON: it is shown unchanged.
    return text;
  }
}
