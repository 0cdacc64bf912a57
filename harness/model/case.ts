import { z } from 'zod';
import { nameOfMode, type Statistics } from './mode.ts';
import { modeSchema } from './mode.ts';
import { nameOfRelease, releaseSchema, sha256Schema } from './release.ts';
import { findingSchema, opaqueSchema, scanStatsSchema } from './scan.ts';
import { reasonSchema, verdictSchema } from './verdict.ts';
import { handsetFactsSchema } from './handset.ts';
import { identifierSchema, partySchema, traceSchema } from './ties.ts';
import { otherCaseFindingSchema } from './ledger.ts';

/** What is known of a case before it is judged; `decide()` reads it beside traffic, events, timeline and canaries. */
export const caseFactsSchema = z.object({
  id: z.string(),
  release: releaseSchema,
  scenario: z.string(),
  mode: modeSchema,
  handset: handsetFactsSchema,
  /** SDK ids found in the release; their slowest upload interval sets the window. */
  sdks: z.array(z.string()),
  /** The window that the release needs, in milliseconds of the handset's clock. */
  windowMs: z.number(),
  /** UIDs whose packets are watched: the browser's, its helpers', in every user. */
  watchedUids: z.array(z.number().int()),
  /** Apps that were told apart by UID: the browser, its helpers, the keyboard. Empty where the phone cannot tell. */
  apps: z
    .array(
      z.object({
        uid: z.number().int(),
        package: z.string(),
        /** `unknown`: the row of `UNKNOWN_UID`, by whose way everything comes that nobody had when apps were told apart. */
        role: z.enum(['browser', 'helper', 'keyboard', 'other', 'unknown']),
      }),
    )
    .default([]),
  /** How many fresh identities (emptied data, new ids) the story was played under. */
  identities: z.number().int().positive().default(1),
  /** The longest interval of the release's SDKs and of its helpers, in milliseconds of the handset's clock: until then the case is provisional. */
  settledAfterMs: z.number().default(0),
  /** How long after its last canary was used the handset was recorded without a break, by this case and those that followed; milliseconds of the handset's clock. */
  watchedForMs: z.number().default(0),
  /** Canaries of earlier cases on the handset that its ledger has no room for any more: nothing was searched for them. */
  forgottenCanaries: z.number().int().default(0),
});
export type CaseFacts = z.infer<typeof caseFactsSchema>;

/** `cases/<id>/case.json`, schema `leakgate/case@1`. */
export const caseSchema = z.object({
  schema: z.literal('leakgate/case@1'),
  facts: caseFactsSchema,
  startedAt: z.string(),
  finishedAt: z.string(),
  /** 1 for the first; an attempt that leaked always counts. */
  attempt: z.number().int().positive(),
  verdict: verdictSchema,
  reasons: z.array(reasonSchema),
  findings: z.array(findingSchema),
  /** Canaries that the page or an allowed recipient got; never findings. */
  controls: z.array(findingSchema),
  allowed: z.array(findingSchema),
  opaque: z.array(opaqueSchema),
  /** Canaries of the normal-mode twin, by which its collectors are proven. */
  twin: z.array(findingSchema).default([]),
  /** Canaries of other cases; each is charged to its own. */
  others: z.array(otherCaseFindingSchema).default([]),
  recipients: z.array(z.string()),
  /** What travelled with the findings and could tell a person. */
  identifiers: z.array(identifierSchema).default([]),
  /** Where these values were met in all of the case. */
  traces: z.array(traceSchema).default([]),
  /** Who got the findings. */
  parties: z.array(partySchema).default([]),
  stats: scanStatsSchema.omit({ ms: true }),
  rules: z.string(),
  /** SHA-256 of every evidence file beside this one, by its path in the folder. */
  files: z.record(z.string(), sha256Schema),
});
export type CaseRecord = z.infer<typeof caseSchema>;

interface CaseCoordinates {
  release: { family: string; versionName: string; sha256: string };
  scenario: string;
  mode: { private: boolean; statistics: Statistics };
}

/** `mint@3.4.0~1a2b3c4d/visit-typed/private`; inside the mode `/` becomes `.`. */
export function caseId(of: CaseCoordinates): string {
  const mode = nameOfMode(of.mode).replaceAll('/', '.');

  return `${nameOfRelease(of.release)}~${of.release.sha256.slice(0, 8)}/${of.scenario}/${mode}`;
}

/** The name of the case's folder under `cases/`: the id with `.` for `/`. */
export function folderOfCase(id: string): string {
  return id.replaceAll('/', '.');
}
