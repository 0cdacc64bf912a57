import { counted } from '../../model/counted.ts';
import { rulesOfChain } from '../iptables-chain.ts';
import { listAny, runAndList } from '../iptables-outputs.ts';
import { parseCounts } from '../packets/rules.ts';
import type { Phone } from '../phone.ts';
import type { DirectCount, DirectRule, DirectTable } from './rules.ts';

/** A chain of the harness on the phone, as it was set and last read. */
export interface InstalledTable {
  table: DirectTable;
  rules: DirectRule[];
  /** Packets at the last reading, for each rule. */
  from: number[];
  /** The chain as iptables printed it when the rules were set. */
  listing: string;
}

/** Whether the kernel has a table: many have none for IPv6. */
export async function hasTable(phone: Phone, { command }: DirectTable): Promise<boolean> {
  return (await rulesOfChain(phone, [...command, '-S', 'OUTPUT'])) !== undefined;
}

/**
 * Runs the lines that set rules, and reads the chains back, so that a later change of another program is noticed. Throws if one lacks a
 * rule.
 */
export async function setRules(
  phone: Phone,
  lines: readonly string[],
  tables: readonly InstalledTable[],
): Promise<void> {
  const listings = await runAndList(
    phone,
    lines,
    tables.map(({ table: { command, chain } }) => [...command, '-S', chain]),
  );
  for (const [at, each] of tables.entries()) {
    each.listing = listings[at] ?? '';
    const found = each.listing.split('\n').filter((line) => line.startsWith('-A ')).length;
    if (found !== each.rules.length) throw new Error(wrongCount(each, found));
  }
}

/** What each rule counted since the last reading, where it counted anything. Throws if a chain was changed or reset. */
export async function readCounts(
  phone: Phone,
  tables: readonly InstalledTable[],
): Promise<{ counts: DirectCount; packets: number }[]> {
  const listings = await listAny(
    phone,
    tables.map(({ table: { command, chain } }) => [...command, '-L', chain, '-n', '-v', '-x']),
  );
  const changes: { counts: DirectCount; packets: number }[] = [];
  for (const [index, each] of tables.entries()) {
    const now = parseCounts(listings[index] ?? '').map(({ packets }) => packets);
    if (now.length !== each.rules.length) throw new Error(wrongCount(each, now.length));
    for (const [at, { counts }] of each.rules.entries()) {
      const packets = (now[at] ?? 0) - (each.from[at] ?? 0);
      if (packets < 0)
        throw new Error(
          `the packet counts of the iptables chain ${each.table.chain} decreased, so they were reset`,
        );
      if (packets > 0 && counts) changes.push({ counts, packets });
    }
    each.from = now;
  }

  return changes;
}

/** What is broken in the chains or in their places in OUTPUT, in a sentence; undefined while they are as they were set. */
export async function breakOfTables(
  phone: Phone,
  tables: readonly InstalledTable[],
): Promise<string | undefined> {
  const printed = await listAny(
    phone,
    tables.flatMap(({ table: { command, chain } }) => [
      [...command, '-S', chain],
      [...command, '-S', 'OUTPUT'],
    ]),
  );
  for (const [at, { table, listing }] of tables.entries()) {
    const found = breakOfTable(table, listing, printed[2 * at], printed[2 * at + 1]);
    if (found !== undefined) return found;
  }

  return undefined;
}

/** A rule of another program before a chain could let packets pass, or send them elsewhere. */
function breakOfTable(
  { chain, hook }: DirectTable,
  listing: string,
  now = '',
  output = '',
): string | undefined {
  if (now !== listing) return `the iptables chain ${chain} was changed by another program`;
  const rules = output.split('\n').filter((line) => line.startsWith('-A OUTPUT '));
  const own = rules.indexOf(`-A ${hook.join(' ')}`);
  if (own < 0) return `the iptables chain ${chain} is no longer used`;
  const foreign = rules.slice(0, own).find((rule) => !/ -j leakgate\b/.test(rule));

  return foreign === undefined
    ? undefined
    : `the rule '${foreign}' of another program comes before the chain ${chain}`;
}

function wrongCount({ table, rules }: InstalledTable, found: number): string {
  return `the iptables chain ${table.chain} (${table.family}) has ${counted(found, 'rule')}, not ${rules.length}`;
}
