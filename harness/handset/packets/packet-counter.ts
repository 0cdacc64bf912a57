import type { VisibilityEvent } from '../../model/visibility.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { UidRange } from '../known-uids.ts';
import type { Control } from './controls.ts';

/** Packets of a watched UID that bypassed the recorder. */
export type BypassedPackets = Extract<VisibilityEvent, { kind: 'around-recorder' }>;

/** The UIDs whose packets are counted: `uids`, and every app UID that is not in `known`. */
export interface WatchedUids {
  uids: readonly number[];
  /** UIDs of known apps; their packets are not counted unless they are in `uids`. */
  known: readonly UidRange[];
  /** The package of each UID in `uids`, where it is known. */
  packages?: ReadonlyMap<number, string>;
  /** UIDs of the vendor's apps; undefined where they are not known. */
  vendor?: readonly UidRange[];
  /** The package of every UID that an app has. */
  installed?: ReadonlyMap<number, string>;
}

/** Packets that no port of the recorder received. */
export type UnrecordedPackets = Extract<TimelineStep, { kind: 'unrecorded-packets' }>['packets'][number];

/** What a counter proved. */
export interface Proof {
  /** In a sentence. */
  detail: string;
  /** The UIDs whose packets it is proven to count. */
  uids: number[];
}

/** One of the phone's packet counters. Each is read separately; counts are never subtracted from each other. */
export interface PacketCounter {
  readonly by: NonNullable<BypassedPackets['by']>;
  /** Starts counting. Throws where this phone has no such counter. */
  begin(watched: WatchedUids): Promise<void>;
  /** Adds UIDs to those of `begin`; counts so far are kept. */
  add(uids: readonly number[]): Promise<void>;
  /**
   * Proves that the counter has each of these control packets, and that it counts nothing else as one of them. Throws where one is
   * missing that it must have.
   */
  prove(controls: readonly Control[]): Promise<Proof>;
  /**
   * Packets other than the controls that were sent since `begin` or the last reading; `gap` says why some of them may be missing. Throws if the
   * counter can no longer be read.
   */
  read(): Promise<{
    around: BypassedPackets[];
    detail: string;
    gap?: string | undefined;
    /** Other packets that no port of the recorder received. */
    unrecorded?: UnrecordedPackets[];
  }>;
  stop(): Promise<void>;
}

/** A counter could be read, but lacks packets that were certainly sent. */
export class WrongCounter extends Error {
  override readonly name = 'WrongCounter';
}
