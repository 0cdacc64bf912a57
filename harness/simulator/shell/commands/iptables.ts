import type { Command, Shell } from '../command.ts';
import { listChains, printRules } from '../../system/packet-filter/listing.ts';
import { FilterError, messageOf } from '../../system/packet-filter/filter-error.ts';
import type { PacketFilter } from '../../system/packet-filter/packet-filter.ts';
import { type Request, readArguments } from './iptables-arguments.ts';

export const iptablesCommands: readonly Command[] = [
  { names: ['iptables'], run: (args, shell) => iptables(args, shell, 4) },
  { names: ['ip6tables'], run: (args, shell) => iptables(args, shell, 6) },
];

const VERSION = 'v1.8.7 (legacy)';

/** Changes or lists the packet filter of one address family; only root may. Source: iptables 1.8.7, iptables.c. */
function iptables(args: readonly string[], shell: Shell, family: 4 | 6): number {
  const name = family === 4 ? 'iptables' : 'ip6tables';
  const request = readArguments(name, args);
  if (refuseUser(shell, family, request.table)) return 3;
  try {
    run(request, shell, family);
    return 0;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    shell.err(messageOf(error, name, VERSION));
    return error.exitCode;
  }
}

/** Prints iptables' refusal if the user is not root. */
export function refuseUser({ user, err }: Shell, family: 4 | 6, table: string): boolean {
  const name = family === 4 ? 'iptables' : 'ip6tables';
  if (user.uid !== 0)
    err(
      `${name} ${VERSION}: can't initialize ${name} table \`${table}': Permission denied (you must be root)\nPerhaps ${name} or your kernel needs to be upgraded.\n`,
    );

  return user.uid !== 0;
}

function run(request: Request, shell: Shell, family: 4 | 6): void {
  if (['-L', '-S'].includes(request.command ?? '')) print(request, shell, family);
  else applyRequest(request, shell.device.packetFilters[family]);
}

/** Runs a command that changes or checks the packet filter. Throws a {@link FilterError} with iptables' message. */
export function applyRequest(request: Request, filter: PacketFilter): void {
  const { command, table, chain = '', rule, position } = request;
  if (command === '-A') filter.insert(table, chain, rule, undefined);
  else if (command === '-I') filter.insert(table, chain, rule, position ?? 1);
  else if (command === '-D') filter.delete(table, chain, position ?? rule);
  else if (command === '-C') filter.check(table, chain, rule);
  else if (command === '-N') filter.newChain(table, chain);
  else if (command === '-X') filter.deleteChain(table, chain);
  else if (command === '-F') filter.flush(table, request.chain);
  else filter.zero(table, request.chain);
}

function print({ command, table, chain, flags }: Request, shell: Shell, family: 4 | 6): void {
  const all = shell.device.packetFilters[family].chains(table);
  const shown = chain === undefined ? all : all.filter((each) => each.name === chain);
  if (shown.length === 0) throw new FilterError('No chain/target/match by that name.');
  const has = (flag: string) => flags.has(flag);
  if (command === '-S') shell.out(printRules(shown, has('v')));
  else
    shell.out(
      listChains(shown, all, {
        family,
        verbose: has('v'),
        exact: has('x'),
        numeric: has('n'),
        lineNumbers: has('line-numbers'),
      }),
    );
}
