import type { VisibilityEvent } from '../../model/visibility.ts';
import type { UidRange } from '../known-uids.ts';

/** Packets of a watched UID that bypassed the recorder. */
export type BypassedPackets = Extract<VisibilityEvent, { kind: 'around-recorder' }>;

/** UIDs whose packets are counted: these, and every app UID that no known app has. */
export interface WatchedUids {
  uids: readonly number[];
  /** UIDs of other apps, whose packets do not matter. */
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
  /** What was sent since `prove` or the last reading. Throws where the counter can no longer be read. */
  read(): Promise<{ around: BypassedPackets[]; detail: string }>;
  stop(): Promise<void>;
}

/** A counter could be read but lacks what was certainly sent: it is wrong. */
export class WrongCounter extends Error {
  override readonly name = 'WrongCounter';
}

/** Target of the control datagram: TEST-NET-1, which no host has (RFC 5737), port discard. */
export const CONTROL = { host: '192.0.2.1', port: 9 };
