import type { Change, ChangeKindName } from '../../model/journal.ts';
import type { Phone } from '../phone.ts';

/** One kind of change to a phone: how it is told, undone and checked. All kinds have this shape, a file each. */
export interface ChangeKind<K extends ChangeKindName> {
  readonly kind: K;
  /** What was done, in a few words. */
  describe(change: ChangeOf<K>): string;
  /** Undoes it; does nothing where it never happened or is undone already. */
  undo(phone: Phone, change: ChangeOf<K>): Promise<void>;
  /** What is left of it on the phone, in a sentence; undefined when nothing is. */
  verify(phone: Phone, change: ChangeOf<K>): Promise<string | undefined>;
}

export type ChangeOf<K extends ChangeKindName> = Extract<Change, { kind: K }>;
/** A change before the journal has given it its id and time. */
export type NewChange<K extends ChangeKindName> = Omit<ChangeOf<K>, 'id' | 'at' | 'kind'>;
