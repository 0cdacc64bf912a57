import { readdirSync, readFileSync } from 'node:fs';
import { waitForQuiet } from '../../../net/in-flight.ts';
import { NotModelled } from '../../command.ts';
import { breakHandset } from './chaos.ts';
import type { Dump } from './dump.ts';

/** Real milliseconds that `dumpsys leakgate quiet` waits: less than Appium's limit for a shell command. */
const QUIET_LIMIT_MS = 10_000;

/**
 * What no phone has, as JSON. Without arguments: the connections that the stand-in engine was refused, and its processes on
 * this machine (for tests that end them). With `quiet`: waits until nothing is in flight, for at most 10 seconds. Prints what
 * still is, and the speed that the clock reached. With `chaos`: breaks the handset.
 */
export const dumpLeakgate: Dump = async (args, shell) => {
  const { clock, network, options } = shell.device;
  if (args.length === 0)
    return print({
      engineHosts: network.engineHosts(),
      unreportedHosts: network.unreportedHosts(),
      processes: processesUsing(options.workDir),
    });
  if (args[0] === 'chaos') return await breakHandset(args.slice(1), shell);
  if (args.length > 1 || args[0] !== 'quiet') throw new NotModelled(`dumpsys leakgate ${args.join(' ')}`);
  const inFlight = await waitForQuiet(shell.device, QUIET_LIMIT_MS);

  return print({ inFlight, keptSpeed: clock.measuredSpeed() ?? null });
};

const print = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Processes whose command line contains a folder, such as an engine's profile. Works on Linux only; empty elsewhere. */
function processesUsing(folder: string): number[] {
  return pids().filter((pid) => {
    try {
      return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false; // it ended while we looked
    }
  });
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return []; // a machine without /proc
  }
}
