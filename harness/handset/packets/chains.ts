import { counted } from '../../model/counted.ts';
import { runAndList } from '../iptables-outputs.ts';
import { applyLines, EACH } from '../iptables-rules.ts';
import type { Phone } from '../phone.ts';
import {
  appendRule,
  chainOf,
  type CountingRule,
  loopbackRules,
  parseCounts,
  RULES,
  TABLES,
} from './rules.ts';

/** Packets and bytes of one rule. */
export interface Count {
  packets: number;
  bytes: number;
}

/** A chain on the phone, as it was set and last read. */
export interface WatchedChain {
  /** The UID of the chain, or `UNKNOWN_UID`. */
  uid: number;
  family: 'ipv4' | 'ipv6';
  command: readonly string[];
  /** Match rules at the start of the chain that exempt packets from counting. */
  exemptions: string[][];
  rules: readonly CountingRule[];
  /** Counts at the start or at the last reading, for each rule. */
  from: Count[];
}

/** A chain before it is set. */
export type NewChain = Pick<WatchedChain, 'uid' | 'exemptions' | 'rules'>;

export function chainForUid(uid: number): NewChain {
  return { uid, exemptions: [], rules: RULES };
}

/** The lines that set the rules of chains, in both tables. The rules that are the same in many chains are written once. */
export function ruleLines(chains: readonly NewChain[], installation: number): string[] {
  const names = chains.map(({ uid }) => chainOf(uid).name);
  const counting = chains.filter(({ rules }) => rules === RULES);
  const plain = chains.filter(({ uid }) => uid >= 0);
  const shared = chains.filter(({ uid }) => uid < 0);
  const append = (rule: CountingRule, name: string): string[] => appendRule(name, rule, installation);

  return applyLines(
    'mangle',
    TABLES.map(({ program }) => program),
    [
      { each: names, commands: [['-N', EACH]] },
      ...chains.flatMap(({ uid, exemptions }) =>
        exemptions.map((match) => ['-A', chainOf(uid).name, ...match, '-j', 'RETURN']),
      ),
      {
        each: counting.map(({ uid }) => chainOf(uid).name),
        commands: RULES.map((rule) => append(rule, EACH)),
      },
      ...chains
        .filter((each) => !counting.includes(each))
        .map(({ uid, rules }) => ({
          each: [...new Set(rules.flatMap((rule) => rule.uid ?? []))],
          commands: loopbackRules(EACH).map((rule) => append(rule, chainOf(uid).name)),
        })),
      { each: plain.map(({ uid }) => uid), commands: [chainOf(EACH).hook] },
      ...shared.map(({ uid }) => chainOf(uid).hook),
    ],
  );
}

/**
 * Runs lines, if any, and reads the counts of chains. Throws if a chain or the jump to it is missing, or if a rule of another program
 * comes before the counting ones: a packet that it accepts is sent, and not counted.
 */
export async function readChains(
  phone: Phone,
  chains: readonly Pick<WatchedChain, 'uid' | 'family' | 'command' | 'exemptions' | 'rules'>[],
  lines: readonly string[] = [],
): Promise<Count[][]> {
  const tables = TABLES.filter(({ family }) => chains.some((each) => each.family === family));
  const listings = await runAndList(
    phone,
    lines,
    tables.flatMap(({ command }) => [
      [...command, '-S', 'POSTROUTING'],
      [...command, '-L', '-n', '-v', '-x'],
    ]),
  );
  const rows = new Map<string, Map<string, string>>();
  for (const [at, { family }] of tables.entries()) {
    requireHooks(
      listings[2 * at] ?? '',
      chains.filter((each) => each.family === family),
    );
    rows.set(family, chainsOf(listings[2 * at + 1] ?? ''));
  }

  return chains.map((each) => countsOf(each, rows.get(each.family)?.get(chainOf(each.uid).name) ?? ''));
}

/** The part of each chain in the listing of a table. */
function chainsOf(listing: string): Map<string, string> {
  const parts = listing.split(/^Chain /m).slice(1);

  return new Map(parts.map((part) => [part.split(' ', 1)[0] ?? '', part.slice(part.indexOf('\n') + 1)]));
}

/** @param listing of the chain POSTROUTING */
function requireHooks(listing: string, chains: readonly Pick<WatchedChain, 'uid' | 'family'>[]): void {
  const rules = listing.split('\n').filter((line) => line.startsWith('-A POSTROUTING '));
  const foreign = rules.findIndex((rule) => !/ -j leakgate-/.test(rule));
  const last = rules.findLastIndex((rule) => / -j leakgate-/.test(rule));
  if (foreign >= 0 && foreign < last)
    throw new Error(
      `the rule '${rules[foreign]}' of another program comes before the counting rules, so packets may have been sent uncounted`,
    );
  for (const { uid, family } of chains) {
    const { name, printed } = chainOf(uid);
    if (!rules.includes(printed))
      throw new Error(
        `the rule that jumps to the iptables chain ${name} is missing over ${familyName(family)}`,
      );
  }
}

function countsOf({ uid, exemptions, rules }: NewChain, listing: string): Count[] {
  const counts = parseCounts(listing);
  const expected = exemptions.length + rules.length;
  if (counts.length !== expected)
    throw new Error(
      `the iptables chain ${chainOf(uid).name} was changed: it has ${counted(counts.length, 'rule')}, not ${expected}`,
    );

  return counts.slice(exemptions.length);
}

/** The name of an address family in a sentence. */
export function familyName(family: 'ipv4' | 'ipv6'): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}
