import type { Command } from 'commander';
import { createProgram } from '../../bin/program.mjs';

const program = createProgram(() => undefined);

/** Whether a command line, without `leakgate`, begins with an existing command and uses only its options. */
export function isKnownCommand(line: string): boolean {
  const words = line.trim().split(/\s+/);
  let command: Command | undefined = program.commands.find((each) => each.name() === words[0]);
  if (!command) return words[0] === '--help';
  const inner = command.commands.find((each) => each.name() === words[1]);
  if (command.commands.length > 0 && !inner && words[1] !== undefined && !words[1].startsWith('-'))
    return false;
  command = inner ?? command;
  const known = ['--help', ...command.options.map(({ long }) => long)];

  return words.filter((word) => word.startsWith('--')).every((word) => known.includes(word));
}
