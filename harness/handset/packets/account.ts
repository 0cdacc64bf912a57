import type { VisibilityEvent } from '../../model/visibility.ts';
import type { UidRange } from '../known-uids.ts';

/** Packets of a watched UID that left around the recorder. */
export type Around = Extract<VisibilityEvent, { kind: 'around-recorder' }>;

/** Whose packets are watched: these UIDs', and those of every app UID that nobody is known to have. */
export interface WatchedUids {
  uids: readonly number[];
  /** UIDs of others, whose packets say nothing of the browser. */
  known: readonly UidRange[];
}

/** One of the phone's own accounts of its traffic. Each is read alone: none is ever taken away from another. */
export interface PacketAccount {
  readonly by: NonNullable<Around['by']>;
  /** Begins to watch. Throws where this phone has no such account. */
  begin(watched: WatchedUids): Promise<void>;
  /** Watches further UIDs beside those of `begin`; what else was counted stays counted. */
  add(uids: readonly number[]): Promise<void>;
  /**
   * Proves that a datagram that each of these UIDs has sent since it is watched is in the account, and counts what they send
   * from there.
   * Resolves to what was proven, in a sentence; throws where it is not.
   */
  prove(senders: readonly number[]): Promise<string>;
  /** What left since `prove` or the last time it was read. Throws where the account cannot be read any more. */
  read(): Promise<{ around: Around[]; detail: string }>;
  stop(): Promise<void>;
}

/** An account could be read, and lacks what was certainly sent: it is not true of the traffic. */
export class UntrueAccount extends Error {
  override readonly name = 'UntrueAccount';
}

/** Where the control datagram goes: TEST-NET-1, which nobody has (RFC 5737), to the discard port. */
export const CONTROL = { host: '192.0.2.1', port: 9 };
