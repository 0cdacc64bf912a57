import type { Account, PacketLedger } from '../device.ts';

/** What one of the handset's accounts is told of its traffic: everything, or nothing where a test broke that account. */
export function toldTo(
  account: Account,
  ledger: PacketLedger,
  broken: readonly Account[] | undefined,
): Pick<PacketLedger, 'since' | 'position' | 'sockets'> {
  if (broken?.includes(account) !== true) return ledger;

  return { since: () => [], position: () => 0, sockets: () => [] };
}
