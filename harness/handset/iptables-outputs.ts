import type { Phone } from './phone.ts';
import { joinLines } from './shell/lines.ts';
import { quote } from './shell/quote.ts';

const SEPARATOR = '====';

/**
 * Runs lines as root that print nothing, such as those that set rules, then commands that list them, in as few shell lines as possible.
 * Resolves to the output of each command. Throws at the first one that fails.
 */
export async function runAndList(
  phone: Phone,
  lines: readonly string[],
  commands: readonly (readonly string[])[],
): Promise<string[]> {
  const listings = commands.map((command) => `${quote(command)} && echo ${SEPARATOR}`);
  let printed = '';
  for (const raw of joinLines([...lines, ...listings], '&&')) printed += await phone.asRoot({ raw });

  return printed.split(`${SEPARATOR}\n`).slice(0, commands.length);
}

/** The same without an error for a command that fails: its output is empty. */
export async function listAny(phone: Phone, commands: readonly (readonly string[])[]): Promise<string[]> {
  const listings = commands.map((command) => `${quote(command)} 2>/dev/null; echo ${SEPARATOR}`);
  let printed = '';
  for (const raw of joinLines(listings, ';')) printed += await phone.asRoot({ raw });

  return printed.split(`${SEPARATOR}\n`).slice(0, commands.length);
}
