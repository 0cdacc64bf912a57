import { idOf, nameOfId } from '../../files/user.ts';
import { AndroidError } from '../../device.ts';
import { ADBD } from '../../system/system-pids.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const processCommands: readonly Command[] = [
  { names: ['ps'], run: ps },
  { names: ['kill'], run: kill },
];

interface Row {
  pid: number;
  parent: number;
  user: string;
  name: string;
}

const HELP = `usage: ps [-AadefLlnwZ] [-gG GROUP,] [-k FIELD,] [-o FIELD,] [-p PID,] [-t TTY,] [-uU USER,]

List processes.

-A  All
-e  Synonym for -A
-o  Show FIELDs instead of defaults, each with optional :size and =title
-p  PIDs
`;

/** All processes: of the system and of apps, and background jobs of the shell. */
function rows(shell: Shell): Row[] {
  const running = shell.system.processes.list().map(({ pid, parent = 0, uid, name }) => ({
    pid,
    parent,
    user: nameOfId(uid),
    name,
  }));
  const jobs = shell.system.jobs
    .list()
    .map(({ pid, user, name }) => ({ pid, parent: ADBD, user: user.name, name }));

  return [...running, ...jobs].toSorted((a, b) => a.pid - b.pid);
}

function ps(args: readonly string[], shell: Shell): number {
  if (args.includes('--help')) {
    shell.out(HELP);
    return 0;
  }
  const { flags } = parseOptions('ps', args, 'Aefo:p:');
  const all = ['A', 'e', 'p'].some((flag) => flags.has(flag));
  const selectedPids = flags.get('p')?.split(',');
  const shown = rows(shell).filter(
    ({ pid, user }) =>
      (all || user === shell.user.name) && (selectedPids === undefined || selectedPids.includes(String(pid))),
  );
  const fields = flags.get('o')?.split(',');
  shell.out(`${fields === undefined ? HEADER : fields.join(' ')}\n`);
  for (const row of shown)
    shell.out(
      `${fields === undefined ? lineOf(row) : fields.map((field) => fieldOf(field, row)).join(' ')}\n`,
    );

  return 0;
}

const HEADER =
  'USER           PID  PPID        VSZ    RSS WCHAN            ADDR S NAME                       ';

function lineOf({ user, pid, parent, name }: Row): string {
  return `${user.padEnd(12)} ${String(pid).padStart(5)} ${String(parent).padStart(5)} ${'14000000'.padStart(10)} ${'90000'.padStart(6)} ${'do_epoll_wait'.padEnd(19)} 0 S ${name}`;
}

function fieldOf(field: string, row: Row): string {
  const fields: Record<string, string> = {
    PID: String(row.pid),
    PPID: String(row.parent),
    USER: row.user,
    UID: String(idOf(row.user) ?? 0),
    NAME: row.name,
    ARGS: row.name,
    CMDLINE: row.name,
  };
  const text = fields[field.toUpperCase()];
  if (text === undefined) throw new NotModelled(`ps -o ${field}`);

  return text;
}

/** Ends an app's process or a background job of the shell. */
async function kill(args: readonly string[], shell: Shell): Promise<number> {
  const [signal = '', ...rest] = args[0]?.startsWith('-') === true ? args : ['-TERM', ...args];
  if (!/^-(?:0|2|9|15|SIGTERM|TERM|SIGKILL|KILL|SIGINT|INT|HUP)$/.test(signal))
    throw new NotModelled(`kill ${signal}`);
  for (const text of rest) {
    const row = rows(shell).find(({ pid }) => String(pid) === text);
    if (row === undefined) throw new AndroidError(`${text}: No such process`);
    if (shell.user.uid !== 0 && row.user !== shell.user.name)
      throw new AndroidError(`${text}: Operation not permitted`);
    if (signal === '-0' || shell.system.jobs.kill(row.pid)) continue;
    const app = shell.device.activities.processes().find(({ pid }) => pid === row.pid);
    if (app === undefined) throw new NotModelled(`kill of ${row.name}`);
    await shell.device.activities.kill(app.package);
  }

  return 0;
}
