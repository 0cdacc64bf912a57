import { durationText } from '../model/duration.ts';
import type { Policy } from '../model/evidence.ts';
import type { ReasonCode, ReasonValues } from '../model/reason-codes.ts';
import type { Reason, ReasonRow } from '../model/verdict.ts';

/** A reason as a rule gives it: its code, and the values of its sentence. */
export type Occurrence = { [Code in ReasonCode]: { code: Code; values: ReasonValues[Code] } }[ReasonCode];

/** The reason with its sentence filled in. @throws {Error} if the table has no row for the code */
export function reasonFor({ code, values }: Occurrence, policy: Pick<Policy, 'reasons'>): Reason {
  return { code, text: sentenceText(rowOf(code, policy).sentence, values) };
}

/** The one reason of a case that has no evidence to judge. Its verdict is `inconclusive`. */
export function undecided(
  code: 'not-run' | 'not-judged' | 'refused',
  values: { why: string },
  policy: Pick<Policy, 'reasons'>,
): Reason {
  return reasonFor({ code, values }, policy);
}

export function rowOf(code: ReasonCode, { reasons }: Pick<Policy, 'reasons'>): ReasonRow {
  const row = reasons.find((each) => each.code === code);
  if (!row) throw new Error(`the table of reasons has no row '${code}'`);

  return row;
}

/**
 * Fills in a sentence: `{host}` with a value, `{waited:duration}` with milliseconds in the units that people use, and
 * `{packets|packet|packets}` with the word that agrees with a number.
 *
 * @throws {Error} for a value that is missing, or that has to be a number and is not
 */
export function sentenceText(
  sentence: string,
  values: Readonly<Partial<Record<string, string | number>>>,
): string {
  const text = sentence.replaceAll(
    /\{(\w+)(?:(:duration)|\|([^{|}]+)\|([^{|}]+))?\}/g,
    (_, name: string, duration?: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`no value for {${name}} in: ${sentence}`);
      if (duration === undefined && one === undefined) return String(value).trim();
      if (typeof value !== 'number') throw new Error(`{${name}} is not a number in: ${sentence}`);
      if (duration !== undefined) return durationText(value);

      return value === 1 ? (one ?? '') : (many ?? '');
    },
  );

  return text.replace(/([.!?])\.$/, '$1');
}
