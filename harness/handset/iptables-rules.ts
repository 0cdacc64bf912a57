import { quote } from './shell/quote.ts';
import { joinLines } from './shell/lines.ts';

/** The programs that change a table of one address family. */
export type Iptables = 'iptables' | 'ip6tables';

/** Bytes of commands in one transaction. */
const TRANSACTION = 3_000;

/** The word of a command that is replaced by each value. */
export const EACH = '$U';

/** Commands that are the same for many UIDs or chains, which are written once. */
export interface CommandsForEach {
  each: readonly (number | string)[];
  /** With {@link EACH} in place of the value. */
  commands: readonly (readonly string[])[];
}

/**
 * Lines for root's shell that apply commands to a table, such as `['-N', 'leakgate']`. Each line applies all of its commands or none
 * of them, and takes one process for each address family. `iptables-restore -w -n` exists since Android 8 (AOSP netd,
 * IptablesRestoreController).
 */
export function applyLines(
  table: string,
  programs: readonly Iptables[],
  commands: readonly (readonly string[] | CommandsForEach)[],
): string[] {
  return transactions(commands.flatMap(partsOf)).map((parts) => {
    const applied = programs.map((program) => `echo "$R" | ${program}-restore -w -n`).join(' && ');
    const printed = [{ text: `*${table}` }, ...parts, { text: 'COMMIT' }].reduce(joinTexts, []).map(printOf);

    return `R=$(${printed.join('; ')}) && ${applied}`;
  });
}

/** Lines of a restore file, or a loop that prints them for each UID. */
interface Part {
  text: string;
  values?: readonly (number | string)[];
}

function partsOf(commands: readonly string[] | CommandsForEach): Part[] {
  if (!('each' in commands)) return [{ text: lineOf(commands) }];
  const { each: values, commands: repeated } = commands;

  return values.length === 0
    ? []
    : [{ text: repeated.map((words) => lineOf(words, EACH)).join('\n'), values }];
}

function joinTexts(parts: readonly Part[], part: Part): Part[] {
  const last = parts.at(-1);

  return last && !last.values && !part.values
    ? [...parts.slice(0, -1), { text: `${last.text}\n${part.text}` }]
    : [...parts, part];
}

/** A shell command that prints a part. */
function printOf({ text, values }: Part): string {
  return values ? `for U in ${values.join(' ')}; do echo "${text}"; done` : `echo "${text}"`;
}

/** A line of a restore file. Its words need no quotes. */
function lineOf(words: readonly string[], variable = ''): string {
  const unfit = words.find((word) => word === '' || /[\s"'\\`$]/.test(word.replaceAll(variable, '')));
  if (unfit !== undefined) throw new Error(`'${unfit}' cannot be a word of an iptables rule`);

  return words.join(' ');
}

/** Groups of parts, each as large as a transaction may be. */
function transactions(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = [];
  let size = TRANSACTION;
  for (const part of parts) {
    const length = printOf(part).length;
    size += length;
    if (size > TRANSACTION) {
      groups.push([]);
      size = length;
    }
    groups.at(-1)?.push(part);
  }

  return groups;
}

/** Lines that remove rules and chains. Each command is tried, because a crashed run may have made only some of them. */
export function removeLines(
  programs: readonly (readonly string[])[],
  commands: readonly (readonly string[])[],
): string[] {
  return joinLines(
    programs.flatMap((program) =>
      commands.map((command) => `${quote([...program, ...command])} 2>/dev/null || true`),
    ),
    ';',
  );
}
