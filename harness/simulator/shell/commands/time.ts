import { NotModelled, type Command, type Shell } from '../command.ts';

export const timeCommands: readonly Command[] = [
  { names: ['sleep'], run: sleep },
  { names: ['timeout'], run: timeout },
  { names: ['date'], run: date },
];

const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Sleeps on the handset's clock; ends early if the caller disconnects. */
async function sleep(args: readonly string[], shell: Shell): Promise<number> {
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(args[0] ?? '');
  if (match === null) throw new NotModelled(`sleep ${args.join(' ')}`);
  const ms = Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) * 1000;
  if (shell.hangup.aborted) return 129;

  return await new Promise((resolve) => {
    const timer = shell.device.clock.after(ms, () => {
      shell.hangup.removeEventListener('abort', hangUp);
      resolve(0);
    });
    const hangUp = () => {
      timer.cancel();
      resolve(129);
    };
    shell.hangup.addEventListener('abort', hangUp);
  });
}

/** Exit code after `timeout` ended a program (toybox, timeout.c). */
const TIMED_OUT = 124;

/** `timeout SECONDS COMMAND`, in real seconds: what it limits waits for this machine, not for the handset's clock. */
async function timeout([seconds = '', ...command]: readonly string[], shell: Shell): Promise<number> {
  if (!/^\d+$/.test(seconds) || command.length === 0) throw new NotModelled(`timeout ${seconds}`);
  const over = AbortSignal.timeout(Number(seconds) * 1000);
  const code = await shell.runProgram(command, { detached: AbortSignal.any([shell.hangup, over]) });

  return over.aborted ? TIMED_OUT : code;
}

/** UTC, as `persist.sys.timezone` says. */
function date(args: readonly string[], shell: Shell): number {
  const now = new Date(shell.device.clock.now());
  const pad = (value: number) => String(value).padStart(2, '0');
  const time = `${pad(now.getUTCHours())}:${pad(now.getUTCMinutes())}:${pad(now.getUTCSeconds())}`;
  const day = now.toUTCString().slice(0, 3);
  const month = now.toUTCString().slice(8, 11);
  const fields: Record<string, string> = {
    Y: String(now.getUTCFullYear()),
    m: pad(now.getUTCMonth() + 1),
    d: pad(now.getUTCDate()),
    H: pad(now.getUTCHours()),
    M: pad(now.getUTCMinutes()),
    S: pad(now.getUTCSeconds()),
    T: time,
    s: String(Math.floor(now.getTime() / 1000)),
    z: '+0000',
    Z: 'GMT',
  };
  const format = args.find((arg) => arg !== '-u') ?? '';
  if (format === '')
    shell.out(`${day} ${month} ${String(now.getUTCDate()).padStart(2)} ${time} GMT ${fields['Y']}\n`);
  else if (!format.startsWith('+')) throw new NotModelled(`date ${args.join(' ')}`);
  else
    shell.out(
      `${format.slice(1).replace(/%(.)/g, (_, letter: string) => {
        const field = fields[letter];
        if (field === undefined) throw new NotModelled(`date +%${letter}`);
        return field;
      })}\n`,
    );

  return 0;
}
