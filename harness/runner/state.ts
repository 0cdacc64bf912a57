import { join } from 'node:path';
import { stateFolder } from '../handset/journal/shelves.ts';

/** Where the ledgers of this machine's handsets lie, beside the journals. */
export function ledgerFolder(): string {
  return join(stateFolder(), 'ledger');
}
