import { join } from 'node:path';
import { stateFolder } from '../handset/journal/storage.ts';

/** Where whoever writes into a run that has ended says so. */
export function lockFolder(): string {
  return join(stateFolder(), 'locks');
}

/** Where the ledgers of this machine's handsets lie, beside the journals. */
export function ledgerFolder(): string {
  return join(stateFolder(), 'ledger');
}

/** Where it is written down which ended run is being written into, that it can be finished after a crash. */
export function rewritingFolder(): string {
  return join(stateFolder(), 'rewriting');
}
