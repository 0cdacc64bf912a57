import type { Command } from '../shell/command.ts';

/** A script that prints its name and its arguments, `getprop <ro.serialno>`, for a program that only Android has. */
export function argumentPrinter(shell: string): string {
  return `#!${shell}
printf %s "\${0##*/}"
for word; do printf ' <%s>' "$word"; done
echo
`;
}

/** The same for the simulated shell. */
export function printsArguments(name: string): Command {
  return {
    names: [name],
    run(args, shell) {
      shell.out(`${[name, ...args.map((arg) => `<${arg}>`)].join(' ')}\n`);

      return 0;
    },
  };
}
