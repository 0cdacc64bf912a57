import { readdirSync, readFileSync } from 'node:fs';
import { NotModelled } from '../../command.ts';
import type { Dump } from '../dumpsys.ts';

/**
 * What no phone has: hosts that the stand-in web engine contacted by itself, and the processes of this machine in which it runs
 * (for tests that kill them). JSON.
 */
export const dumpLeakgate: Dump = (args, shell) => {
  if (args.length > 0) throw new NotModelled(`dumpsys leakgate ${args.join(' ')}`);
  const { network, options } = shell.device;

  return `${JSON.stringify({ engineHosts: network.engineHosts(), processes: processesUsing(options.workDir) })}\n`;
};

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
