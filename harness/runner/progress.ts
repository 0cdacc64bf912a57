import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { handsetFactsSchema } from '../model/handset.ts';
import { phaseSchema } from '../model/timeline.ts';

/** What a worker reports to the launcher: a line of JSON each in `progress.ndjson`. */
export const progressSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('handset'),
    at: z.string(),
    batch: z.string(),
    facts: handsetFactsSchema,
  }),
  z.object({ kind: z.literal('case-started'), at: z.string(), case: z.string(), serial: z.string() }),
  z.object({ kind: z.literal('step'), at: z.string(), case: z.string(), name: z.string() }),
  /** The window that the case is in, and for about how long, real milliseconds. */
  z.object({
    kind: z.literal('phase'),
    at: z.string(),
    case: z.string(),
    phase: phaseSchema,
    aboutMs: z.number(),
  }),
  z.object({ kind: z.literal('case-decided'), at: z.string(), case: z.string() }),
  /** A decided case was judged again: there is late traffic, or the case is settled. */
  z.object({ kind: z.literal('case-judged-again'), at: z.string(), case: z.string(), why: z.string() }),
  /** A line for the terminal. */
  z.object({ kind: z.literal('said'), at: z.string(), text: z.string() }),
  z.object({ kind: z.literal('batch-failed'), at: z.string(), batch: z.string(), why: z.string() }),
]);
export type Progress = z.infer<typeof progressSchema>;

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** Appends a line. A line is one write, so that lines of several workers never mix. */
export function reportProgress(runDir: string, progress: WithoutTime<Progress>): void {
  appendFileSync(progressFile(runDir), `${JSON.stringify({ at: new Date().toISOString(), ...progress })}\n`);
}

export function progressFile(runDir: string): string {
  return join(runDir, 'progress.ndjson');
}
