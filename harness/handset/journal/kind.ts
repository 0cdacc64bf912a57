import type { Change, ChangeKindName } from '../../model/journal.ts';
import type { Phone } from '../phone.ts';

/** One kind of change to a phone: how to describe, undo and check it. One file for each kind. */
export interface ChangeKind<K extends ChangeKindName> {
  readonly kind: K;
  /** Describes the change in a few words. */
  describe(change: ChangeOf<K>): string;
  /** Undoes the change; does nothing if it was never made or is already undone. */
  undo(phone: Phone, change: ChangeOf<K>): Promise<void>;
  /** What is left of the change on the phone, in a sentence; undefined if nothing is left. */
  verify(phone: Phone, change: ChangeOf<K>): Promise<string | undefined>;
}

export type ChangeOf<K extends ChangeKindName> = Extract<Change, { kind: K }>;
/** A change before the journal adds its id and time. */
export type NewChange<K extends ChangeKindName> = Omit<ChangeOf<K>, 'id' | 'at' | 'kind'>;

/** A change of any kind before the journal adds its id and time, with its kind. */
export type NewChangeOfKind = { [K in ChangeKindName]: { kind: K; change: NewChange<K> } }[ChangeKindName];
