import { readdirSync, readFileSync } from 'node:fs';
import { whenQuiet } from '../../../net/in-flight.ts';
import { NotModelled } from '../../command.ts';
import type { Dump } from './dump.ts';

/** How long `dumpsys leakgate quiet` waits, real milliseconds; less than Appium gives a command of the shell. */
const QUIET_LIMIT_MS = 10_000;

/**
 * What no phone has, as JSON. Without arguments: the connections that the stand-in engine was refused, and its processes on
 * this machine (for tests that end them). With `quiet`: waits until nothing is in flight, and prints what
 * still is after ten seconds, and the speed that the clock kept.
 */
export const dumpLeakgate: Dump = async (args, shell) => {
  const { clock, network, options } = shell.device;
  if (args.length === 0)
    return print({
      engineHosts: network.engineHosts(),
      unreportedHosts: network.unreportedHosts(),
      processes: processesUsing(options.workDir),
    });
  if (args.length > 1 || args[0] !== 'quiet') throw new NotModelled(`dumpsys leakgate ${args.join(' ')}`);
  const inFlight = await whenQuiet(shell.device, QUIET_LIMIT_MS);

  return print({ inFlight, keptSpeed: clock.keptSpeed() ?? null });
};

const print = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Processes whose command line names a folder, as an engine's names its profile. Linux only; elsewhere none are known. */
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
