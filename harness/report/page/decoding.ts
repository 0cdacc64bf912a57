import type { CaseEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';

/** A piece of the content after a decoding. */
export interface DecodingStep {
  /** The part, or the decoding as in the chain of a finding: `request.body`, `base64`. */
  step: string;
  /** The size of the whole content in bytes. */
  bytes: number;
  /** Bytes that are no text are shown in hexadecimal. */
  isText: boolean;
  before: string;
  /** The canary, its piece or its digest; empty where it is not readable yet. */
  canary: string;
  after: string;
  /** Whether content before or after the excerpt is left out. */
  cut: { before: boolean; after: boolean };
}

/** The contents of a finding's part and after each of its decodings; undefined if its chain cannot be followed. */
export type StepsOf = (evidence: CaseEvidence, finding: Finding) => DecodingStep[] | undefined;
