import type { Command, Shell } from '../command.ts';
import { FilterError } from '../../system/packet-filter/filter-error.ts';
import type { PacketFilter } from '../../system/packet-filter/packet-filter.ts';
import { NotModelled } from '../command.ts';
import { applyRequest, refuseUser } from './iptables.ts';
import { readArguments } from './iptables-arguments.ts';

export const iptablesRestoreCommands: readonly Command[] = [
  { names: ['iptables-restore'], run: (args, shell) => restore(args, shell, 4) },
  { names: ['ip6tables-restore'], run: (args, shell) => restore(args, shell, 6) },
];

/**
 * Applies the commands on standard input to one table, all of them or none. Only with `-n`, which keeps what the table has.
 * Source: iptables 1.8.7, iptables-restore.c.
 */
async function restore(args: readonly string[], shell: Shell, family: 4 | 6): Promise<number> {
  const name = family === 4 ? 'iptables-restore' : 'ip6tables-restore';
  const unknown = args.find((arg) => !['-n', '--noflush', '-w', '--wait'].includes(arg));
  if (unknown !== undefined) throw new NotModelled(`${name} ${unknown}`);
  if (!args.includes('-n') && !args.includes('--noflush')) throw new NotModelled(`${name} without -n`);
  const lines = (await textOf(shell)).split('\n');
  const tableLine = lines.findIndex((line) => line.startsWith('*'));
  const table = lines[tableLine]?.slice(1).trim() ?? '';
  if (tableLine !== 0 || lines.indexOf('COMMIT') !== lines.length - 2)
    throw new NotModelled(`${name} with more or less than one table`);
  if (refuseUser(shell, family, table)) return 3;
  const filter = shell.device.packetFilters[family];
  let number = 1;
  try {
    filter.inTransaction(table, () => {
      for (const line of lines.slice(1, -2)) {
        number += 1;
        apply(family, filter, table, line);
      }
    });

    return 0;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    shell.err(`${name}: line ${number} failed: ${error.message}\n`);

    return 1;
  }
}

function apply(family: 4 | 6, filter: PacketFilter, table: string, line: string): void {
  const name = family === 4 ? 'iptables' : 'ip6tables';
  if (line.includes('"')) throw new NotModelled(`${name}-restore with quotes`);
  const request = readArguments(name, ['-t', table, ...line.split(' ')]);
  if (!['-A', '-I', '-D', '-N', '-X', '-F'].includes(request.command ?? ''))
    throw new NotModelled(`${name}-restore: ${line}`);
  applyRequest(request, filter);
}

async function textOf(shell: Shell): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of shell.stdin) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks).toString('utf8');
}
