import { NotModelled } from './command.ts';

export interface ParsedOptions {
  /** The options that were given, with their values ('' for one without a value). The last one applies. */
  flags: Map<string, string>;
  rest: string[];
}

/**
 * Parses a command's options as toybox does: `-la`, `-n 5`, `-n5`, `--`. `spec` lists the options that are modelled: letters,
 * `n:` for one with a value. Throws {@link NotModelled} for any other.
 */
export function parseOptions(command: string, args: readonly string[], spec: string): ParsedOptions {
  const takesValue = new Map(
    [...spec.matchAll(/(\w)(:?)/g)].map(([, flag = '', colon]) => [flag, colon === ':']),
  );
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!/^-[^-]/.test(arg) || (/^-\d/.test(arg) && !takesValue.has(arg[1] ?? ''))) {
      if (arg.startsWith('--')) throw new NotModelled(`${command} ${arg}`);
      rest.push(arg);
      continue;
    }
    for (let letter = 1; letter < arg.length; letter++) {
      const flag = arg[letter] ?? '';
      const value = takesValue.get(flag);
      if (value === undefined) throw new NotModelled(`${command} -${flag}`);
      if (!value) {
        flags.set(flag, '');
        continue;
      }
      flags.set(flag, arg.length > letter + 1 ? arg.slice(letter + 1) : (args[++at] ?? ''));
      break;
    }
  }

  return { flags, rest };
}
