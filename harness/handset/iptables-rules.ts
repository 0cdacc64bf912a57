import { quote } from './shell/quote.ts';
import { joinLines } from './shell/lines.ts';

/** The programs that change a table of one address family. */
export type Iptables = 'iptables' | 'ip6tables';

/** Bytes of commands in one transaction. */
const TRANSACTION = 3_000;

/**
 * Lines for root's shell that apply commands to a table, such as `['-N', 'leakgate']`. Each line applies all of its commands or none
 * of them, and takes one process for each address family. `iptables-restore -w -n` exists since Android 8 (AOSP netd,
 * IptablesRestoreController).
 */
export function applyLines(
  table: string,
  programs: readonly Iptables[],
  commands: readonly (readonly string[])[],
): string[] {
  return transactions(commands.map(lineOf)).flatMap((lines) => {
    const text = quote([[`*${table}`, ...lines, 'COMMIT', ''].join('\n')]);
    const applied = programs.map((program) => `printf %s "$R" | ${program}-restore -w -n`).join(' && ');

    return `R=${text} && ${applied}`;
  });
}

/** A line of a restore file. Its words need no quotes. */
function lineOf(words: readonly string[]): string {
  const unfit = words.find((word) => /[\s"'\\]/.test(word) || word === '');
  if (unfit !== undefined) throw new Error(`'${unfit}' cannot be a word of an iptables rule`);

  return words.join(' ');
}

function transactions(lines: readonly string[]): string[][] {
  const groups: string[][] = [];
  let size = TRANSACTION;
  for (const line of lines) {
    size += line.length + 1;
    if (size > TRANSACTION) {
      groups.push([]);
      size = line.length;
    }
    groups.at(-1)?.push(line);
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
