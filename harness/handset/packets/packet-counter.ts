import type { VisibilityEvent } from '../../model/visibility.ts';
import type { UidRange } from '../known-uids.ts';

/** Packets of a watched UID that bypassed the recorder. */
export type BypassedPackets = Extract<VisibilityEvent, { kind: 'around-recorder' }>;

/** The UIDs whose packets are counted: `uids`, and every app UID that is not in `known`. */
export interface WatchedUids {
  uids: readonly number[];
  /** UIDs of known apps; their packets are not counted unless they are in `uids`. */
  known: readonly UidRange[];
}

/** One of the phone's packet counters. Each is read separately; counts are never subtracted from each other. */
export interface PacketCounter {
  readonly by: NonNullable<BypassedPackets['by']>;
  /** Starts counting. Throws where this phone has no such counter. */
  begin(watched: WatchedUids): Promise<void>;
  /** Adds UIDs to those of `begin`; counts so far are kept. */
  add(uids: readonly number[]): Promise<void>;
  /**
   * Proves that the counter has a datagram that each of these UIDs sent since counting began, and counts from there.
   * Resolves to what was proven, in a sentence; throws where a datagram is missing.
   */
  prove(senders: readonly number[]): Promise<string>;
  /**
   * Packets that were sent since `prove` or the last reading; `gap` says why some of them may be missing. Throws if the
   * counter can no longer be read.
   */
  read(): Promise<{ around: BypassedPackets[]; detail: string; gap?: string | undefined }>;
  stop(): Promise<void>;
}

/** A counter could be read, but lacks packets that were certainly sent. */
export class WrongCounter extends Error {
  override readonly name = 'WrongCounter';
}

/** Target of the control datagram: TEST-NET-1, which no host has (RFC 5737), port discard. */
export const CONTROL = { host: '192.0.2.1', port: 9 };
