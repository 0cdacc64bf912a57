import { shapeOf } from '../shell/command-log.ts';
import { type KnownDifference, type OutcomePart, outcomeParts } from './lines.ts';

/** The result of a command line in a shell. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A shell that runs one line after the other on the same files. */
export interface JudgedShell {
  run(line: string): Promise<Outcome>;
}

export interface Comparison {
  line: string;
  own: Outcome;
  real: Outcome;
  differs: OutcomePart[];
}

/** Messages of mksh and iptables as those of Android 13 write them. Debian's build of mksh 59c adds E: or W:, and names the operation last. */
export function asAndroidSays(stderr: string): string {
  return stderr
    .replaceAll('v1.8.9 (legacy)', 'v1.8.7 (legacy)')
    .replace(/^[EW]: (?=\S*sh: )/gm, '')
    .replace(/^(\S*sh: )(.+): (open|create): /gm, "$1can't $3 $2: ");
}

/**
 * A list of rules as iptables 1.8.7 of Android 13 prints it, without the counts of policies. 1.8.9 of Debian has numbers for protocols, and two dashes for no
 * option in IPv6 too.
 */
export function asAndroidLists(stdout: string): string {
  const names: Record<string, string> = { 6: 'tcp', 17: 'udp', 0: 'all' };

  return stdout
    .replace(POLICY, '$1 0 packets, 0 bytes)')
    .replace(
      /^( *\d+ +\d+ \S* +)(6 |17|0 ) {3}--(.*)$/gm,
      (_, counts: string, protocol: string, rest: string) =>
        `${counts}${names[protocol.trim()]}  ${rest.includes('::/0') ? '  ' : '--'}${rest}`,
    );
}

/** The kernel counts packets of its own, such as those that discover IPv6 neighbours. */
const POLICY = /^(Chain \w+ \(policy \w+) \d+ packets, \d+ bytes\)/gm;

/** Runs each line in both shells, in order, as each line may change files that a later one reads. */
export async function compareShells(
  lines: readonly string[],
  own: JudgedShell,
  real: JudgedShell,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const line of lines) {
    const [ours, theirs] = await Promise.all([own.run(line), real.run(line)]);
    const differs = outcomeParts.filter((part) => ours[part] !== theirs[part]);
    comparisons.push({ line, own: ours, real: theirs, differs });
  }

  return comparisons;
}

/**
 * What is wrong with a comparison and its list of known differences: a part that differs and is not listed, or a listed part that
 * no longer differs in any line. Empty if all is well.
 */
export function faultsOf(comparisons: readonly Comparison[], known: readonly KnownDifference[]): string[] {
  const faults: string[] = [];
  const used = new Set<string>();
  for (const { line, own, real, differs } of comparisons) {
    const entries = known.filter((entry) => entry.line === line || entry.line === shapeOf(line));
    for (const part of differs) {
      const entry = entries.find(({ parts }) => parts.includes(part));
      if (entry) used.add(keyOf(entry, part));
      else
        faults.push(
          `${part} differs: ${line}\n  simulated: ${show(own[part])}\n  real:      ${show(real[part])}`,
        );
    }
  }
  for (const entry of known)
    for (const part of entry.parts)
      if (!used.has(keyOf(entry, part))) faults.push(`listed, but does not differ: ${part} of ${entry.line}`);

  return faults;
}

function keyOf(entry: KnownDifference, part: OutcomePart): string {
  return `${part} ${entry.judge ?? ''} ${entry.line}`;
}

function show(value: string | number): string {
  return JSON.stringify(value).slice(0, 400);
}
