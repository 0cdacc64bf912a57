import { z } from 'zod';
import type { Canary } from './canary.ts';
import type { CaseFacts } from './case.ts';
import type { Exchange } from './exchange.ts';
import type { Identity } from './identity.ts';
import type { Finding, Opaque, ScanReport } from './scan.ts';
import type { Timeline } from './timeline.ts';
import type { LedgerEntry, OtherCaseFinding } from './ledger.ts';
import type { Reason, ReasonRow, Verdict } from './verdict.ts';
import type { Visibility } from './visibility.ts';

/** All that a verdict is reached from; the same on the day of the run and from the case's folder later. */
export interface CaseEvidence {
  facts: CaseFacts;
  canaries: readonly Canary[];
  exchanges: readonly JudgedExchange[];
  visibility: Visibility;
  timeline: Timeline;
  /** Canaries that are not this case's own and that its exchanges are searched for too: its twin's, and other cases'. */
  ledger: readonly LedgerEntry[];
  /** What was recorded during later cases on the same handset and holds canaries of this one; numbered on from `exchanges`. */
  late: readonly JudgedExchange[];
  /** The handset's own values, by which a person could be told. */
  identity: Identity;
}

/** An exchange with what the recorder knows of its sender. */
export interface JudgedExchange extends Exchange {
  at: string;
  standInEngine: boolean;
  aborted: boolean;
  /** Which responder answered; empty where the recorder did not say. */
  responder: string;
  /** The package that sent it, where the recorder knows that it was not the browser. */
  otherApp?: string;
  /** Who owns the socket that it came over, where the way to the recorder tells. */
  uid?: number;
  /** The case during which it was recorded, where that is another than the one it is evidence of. */
  recordedIn?: string;
  /** The real server's address, where one was contacted. */
  server?: string;
  /** When it was over, ISO 8601, UTC; absent where nothing tells, or where it stayed open for messages. */
  overAt?: string;
  /** What came back; `text` only where it was short and text. */
  answer?: { status: number; mimeType: string; text?: string };
}

export const hostRowSchema = z.strictObject({
  /** A host, or a suffix written `*.miui.com`. */
  host: z.string(),
  class: z.enum(['A', 'B', 'C', 'D']),
  sdk: z.string(),
  role: z.string(),
  decodable: z.enum(['yes', 'no', 'partly', 'unknown']),
  confidence: z.enum(['H', 'M', 'L']),
  source: z.string(),
});
export type HostRow = z.infer<typeof hostRowSchema>;

/** Data that detection works with, read at the rim. */
export interface DetectionTables {
  hosts: readonly HostRow[];
}

/** Counts bytes and steps, never time: a slow machine must find the same. */
export interface Budget {
  /** Bytes that decoding one exchange may produce. */
  bytes: number;
  /** Decodings tried on one exchange. */
  steps: number;
  /** Decodings on top of each other. */
  depth: number;
}

/** How long an SDK may hold an event back, in milliseconds of the handset's clock (`releases/data/sdks.yaml`). */
export interface SdkInterval {
  sdk: string;
  intervalMs: number;
}

export interface Policy {
  reasons: readonly ReasonRow[];
  tables: DetectionTables;
  budget: Budget;
  sdks: readonly SdkInterval[];
}

export interface Judgement {
  verdict: Verdict;
  reasons: Reason[];
  findings: Finding[];
  controls: Finding[];
  allowed: Finding[];
  opaque: Opaque[];
  /** Canaries of the normal-mode twin: what its collectors are proven by; never findings. */
  twin: Finding[];
  /** Canaries of other cases that were met in this one's exchanges; each is charged to its own case. */
  others: OtherCaseFinding[];
  /** Hosts that got a finding, sorted. */
  recipients: string[];
  stats: Omit<ScanReport['stats'], 'ms'>;
}
