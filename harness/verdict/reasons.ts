import type { Policy } from '../model/evidence.ts';
import type { Reason, ReasonRow } from '../model/verdict.ts';

/** What happened, before the table gives it a weight and a sentence. */
export interface Occurrence {
  code: string;
  values: Readonly<Record<string, string | number>>;
}

/** A reason with its sentence filled in. A code that the table lacks is a mistake of ours, and throws. */
export function reasonFor({ code, values }: Occurrence, policy: Pick<Policy, 'reasons'>): Reason {
  return { code, text: fill(rowOf(code, policy).sentence, values) };
}

/** The one reason of a case that no evidence was judged for: `not-run`, `not-judged`, `refused`. Its verdict is `inconclusive`. */
export function undecided(
  code: 'not-run' | 'not-judged' | 'refused',
  values: { why: string },
  policy: Pick<Policy, 'reasons'>,
): Reason {
  return reasonFor({ code, values }, policy);
}

export function weightOf(code: string, policy: Pick<Policy, 'reasons'>): ReasonRow['weight'] {
  return rowOf(code, policy).weight;
}

function rowOf(code: string, { reasons }: Pick<Policy, 'reasons'>): ReasonRow {
  const row = reasons.find((each) => each.code === code);
  if (!row) throw new Error(`the table of reasons has no row '${code}'`);

  return row;
}

function fill(sentence: string, values: Occurrence['values']): string {
  const filled = sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} of: ${sentence}`);

    return String(value).trim();
  });

  return filled.replace(/([.!?])\.$/, '$1');
}
