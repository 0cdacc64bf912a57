/** An error of iptables: 1 for one of the kernel, 2 for arguments that are wrong, 3 for a table that does not exist. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly exitCode: 1 | 2 | 3;

  constructor(message: string, exitCode: 1 | 2 | 3 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The whole message on stderr. Source: iptables 1.8.7, libxtables xtables_error, iptables.c do_command4. */
export function messageOf(error: FilterError, program: string, version: string): string {
  if (error.exitCode === 1) return `${program}: ${error.message}\n`;
  const help =
    error.exitCode === 2
      ? `Try \`${program} -h' or '${program} --help' for more information.`
      : `Perhaps ${program} or your kernel needs to be upgraded.`;

  return `${program} ${version}: ${error.message}\n${help}\n`;
}
