import { join } from 'node:path';
import { stateFolder } from '../handset/journal/storage.ts';

/** The locks of runs that are being rewritten. */
export function lockFolder(): string {
  return join(stateFolder(), 'locks');
}

/** The ledgers of this machine's handsets, next to the journals. */
export function ledgerFolder(): string {
  return join(stateFolder(), 'ledger');
}

/** Notes of runs that are being rewritten, so that a rewriting can be finished after a crash. */
export function rewritingFolder(): string {
  return join(stateFolder(), 'rewriting');
}
