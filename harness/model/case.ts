import * as z from 'zod';
import { nameOfMode, type Statistics } from './mode.ts';
import { modeSchema } from './mode.ts';
import { nameOfRelease, releaseSchema, sha256Schema } from './release.ts';
import { findingSchema, opaqueSchema, scanStatsSchema } from './scan.ts';
import { reasonSchema, verdictSchema } from './verdict.ts';
import { handsetFactsSchema } from './handset.ts';
import { identifierSchema, partySchema, traceSchema } from './ties.ts';
import { otherCaseFindingSchema } from './ledger.ts';

/** The facts of a case that are recorded before it is judged. `decide()` reads it with traffic, events, timeline and canaries. */
export const caseFactsSchema = z.object({
  id: z.string(),
  release: releaseSchema,
  scenario: z.string(),
  mode: modeSchema,
  handset: handsetFactsSchema,
  /** SDK ids found in the release; their slowest upload interval sets the window. */
  sdks: z.array(z.string()),
  /** The window that the release needs, in milliseconds of handset time. */
  windowMs: z.number(),
  /** UIDs whose packets are counted: the browser's and its helpers', for every user of the phone. */
  watchedUids: z.array(z.number().int()),
  /**
   * Apps whose traffic is attributed by UID: the browser, its helpers, the keyboard. Empty where the phone reports no
   * UIDs.
   */
  apps: z
    .array(
      z.object({
        uid: z.number().int(),
        package: z.string(),
        /** `unknown`: the row of `UNKNOWN_UID`, for traffic from UIDs that no app had when UIDs were read. */
        role: z.enum(['browser', 'helper', 'keyboard', 'other', 'unknown']),
      }),
    )
    .default([]),
  /** How many fresh identities (cleared data, new ids) the scenario ran with. */
  identities: z.number().int().positive().default(1),
  /**
   * Longest upload interval of the release's SDKs and helpers, in milliseconds of handset time. The case is
   * provisional until then.
   */
  settledAfterMs: z.number().default(0),
  /**
   * Milliseconds of handset time recorded without interruption after the case's last canary was used, later cases
   * included.
   */
  watchedForMs: z.number().default(0),
  /** How many canaries of earlier cases were dropped from the full handset ledger. Nothing was searched for them. */
  forgottenCanaries: z.number().int().default(0),
});
export type CaseFacts = z.infer<typeof caseFactsSchema>;

/** `cases/<id>/case.json`, schema `leakgate/case@1`. */
export const caseSchema = z.object({
  schema: z.literal('leakgate/case@1'),
  facts: caseFactsSchema,
  startedAt: z.string(),
  finishedAt: z.string(),
  /** 1 for the first attempt; an attempt that leaked always counts. */
  attempt: z.number().int().positive(),
  verdict: verdictSchema,
  reasons: z.array(reasonSchema),
  findings: z.array(findingSchema),
  /** Canaries that the page or an allowed recipient received; never findings. */
  controls: z.array(findingSchema),
  allowed: z.array(findingSchema),
  opaque: z.array(opaqueSchema),
  /** Canaries of the normal-mode twin that were found: they prove which collectors can be recorded. */
  twin: z.array(findingSchema).default([]),
  /** Canaries of other cases that were found here; each finding is charged to its own case. */
  others: z.array(otherCaseFindingSchema).default([]),
  recipients: z.array(z.string()),
  /** Identifiers in the same exchanges as the findings. */
  identifiers: z.array(identifierSchema).default([]),
  /** Where these identifiers were seen in the whole case. */
  traces: z.array(traceSchema).default([]),
  /** Who received the findings. */
  parties: z.array(partySchema).default([]),
  stats: scanStatsSchema.omit({ ms: true }),
  rules: z.string(),
  /** SHA-256 of every other file in the case's folder, by its path there. */
  files: z.record(z.string(), sha256Schema),
});
export type CaseRecord = z.infer<typeof caseSchema>;

interface CaseCoordinates {
  release: { family: string; versionName: string; sha256: string };
  scenario: string;
  mode: { private: boolean; statistics: Statistics };
}

/** `mint@3.4.0~1a2b3c4d/visit-typed/private`; inside the mode `/` becomes `.`. */
export function caseId(coordinates: CaseCoordinates): string {
  const mode = nameOfMode(coordinates.mode).replaceAll('/', '.');

  return `${nameOfRelease(coordinates.release)}~${coordinates.release.sha256.slice(0, 8)}/${coordinates.scenario}/${mode}`;
}

/** The name of the case's folder under `cases/`: the id with `.` in place of `/`. */
export function folderOfCase(id: string): string {
  return id.replaceAll('/', '.');
}
