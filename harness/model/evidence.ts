import type { DirectPort } from './direct-port.ts';
import type { Canary } from './canary.ts';
import type { CaseFacts } from './case.ts';
import type { Exchange } from './exchange.ts';
import type { Identity } from './identity.ts';
import type { FamilyRow } from './family.ts';
import type { Finding, Opaque, ScanReport } from './scan.ts';
import type { Sdk } from './sdk.ts';
import type { HostRow } from './tables.ts';
import type { Timeline } from './timeline.ts';
import type { LedgerEntry, OtherCaseFinding } from './ledger.ts';
import type { Reason, ReasonRow, Verdict } from './verdict.ts';
import type { Visibility } from './visibility.ts';

/** Everything that a verdict is decided from. It is the same during the run and when read from the case's folder later. */
export interface CaseEvidence {
  facts: CaseFacts;
  canaries: readonly Canary[];
  exchanges: readonly JudgedExchange[];
  visibility: Visibility;
  timeline: Timeline;
  /** Canaries of the case's twin and of other cases; this case's exchanges are searched for them too. */
  ledger: readonly LedgerEntry[];
  /**
   * Exchanges recorded during later cases on the same handset that contain canaries of this one; numbered on from
   * `exchanges`.
   */
  late: readonly JudgedExchange[];
  /** Values of the handset that identify its owner. */
  identity: Identity;
}

/** An exchange with what the recorder knows of its sender. */
export interface JudgedExchange extends Exchange {
  at: string;
  standInEngine: boolean;
  aborted: boolean;
  /** The responder that answered; empty where the recorder did not record it. */
  responder: string;
  /** The package that sent it, where it is known not to be the browser. */
  otherApp?: string;
  /** The UID that owns the socket, where the redirect shows it. */
  uid?: number;
  /** The app did not use the proxy and connected to this port; only the app named the host. */
  redirected?: DirectPort;
  /** The case during which it was recorded, where that is not the case it is evidence of. */
  recordedIn?: string;
  /** The real server's address, where one was contacted. */
  server?: string;
  /** When the exchange ended, ISO 8601, UTC; absent where unknown, or for a socket that stayed open. */
  overAt?: string;
  /** The response; `text` only for short text. */
  answer?: { status: number; mimeType: string; text?: string };
}

/** Limits in bytes and steps, never in time, so that a slow machine finds the same. */
export interface Budget {
  /** Bytes that decoding one exchange may produce. */
  bytes: number;
  /** Decoding steps tried on one exchange. */
  steps: number;
  /** How deep decodings may be nested. */
  depth: number;
}

export interface Policy {
  reasons: readonly ReasonRow[];
  families: readonly FamilyRow[];
  /** Known recipients, including those of SDKs. */
  hosts: readonly HostRow[];
  sdks: readonly Sdk[];
  budget: Budget;
}

export interface Judgement {
  verdict: Verdict;
  reasons: Reason[];
  findings: Finding[];
  controls: Finding[];
  allowed: Finding[];
  opaque: Opaque[];
  /** Canaries of the normal-mode twin, which prove its collectors; never findings. */
  twin: Finding[];
  /** Canaries of other cases found in this case's exchanges; each is charged to its own case. */
  others: OtherCaseFinding[];
  /** Hosts that received a finding, sorted. */
  recipients: string[];
  stats: Omit<ScanReport['stats'], 'ms'>;
}
