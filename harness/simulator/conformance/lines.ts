import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

/**
 * The command lines that a run sends: one of each shape, in the order of the run. `managed`: with the `su` of Magisk and KernelSU,
 * `no-root`: to a phone that is not rooted; both without the lines that are in the list of AOSP's `su`.
 */
export const lineLists = ['aosp', 'managed', 'no-root'] as const;
export type SentLines = Record<(typeof lineLists)[number], string[]>;

/** What may differ between two shells that run the same line. */
export const outcomeParts = ['code', 'stdout', 'stderr'] as const;
export type OutcomePart = (typeof outcomeParts)[number];

/** A difference between the simulated shell and a real one that is known. */
export interface KnownDifference {
  /** The line, or its shape if it was recorded. */
  line: string;
  /** The real shell: `scratch` or `namespace`; both if left out. */
  judge: 'scratch' | 'namespace' | undefined;
  parts: readonly OutcomePart[];
  reason: string;
}

const sentSchema = z.record(z.enum(lineLists), z.array(z.string()));
const triedSchema = z.strictObject({ anywhere: z.array(z.string()), withUsers: z.array(z.string()) });
const differencesSchema = z.array(
  z
    .strictObject({
      line: z.string(),
      judge: z.enum(['scratch', 'namespace']).optional(),
      parts: z.array(z.enum(outcomeParts)).min(1),
      reason: z.string().min(10),
    })
    .transform(({ judge, ...rest }): KnownDifference => ({ judge, ...rest })),
);

export const SENT_LINES = join(import.meta.dirname, 'sent-lines.json');

export function readSentLines(): SentLines {
  return sentSchema.parse(JSON.parse(readFileSync(SENT_LINES, 'utf8')));
}

/** Lines that no run sends so far, for what the shell must do if one sends it. `withUsers`: they need root and other users. */
export function readTriedLines(): { anywhere: string[]; withUsers: string[] } {
  return triedSchema.parse(parse(read('testing/tried-lines.yaml')));
}

export function readKnownDifferences(): KnownDifference[] {
  return differencesSchema.parse(parse(read('testing/differences.yaml')));
}

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}
