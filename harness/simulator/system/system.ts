import type { Device } from '../device.ts';
import type { HandsetPackages } from '../packages/manager.ts';
import type { ImageFiles } from '../files/file-system.ts';
import type { HandsetProcesses } from './processes.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { packetLogFor } from '../net/packet-log-view.ts';
import { createLog, type Log } from './log.ts';
import { createNetStats, type NetStats } from './net-stats.ts';

/** State that only the shell's programs use. */
export interface System {
  /** The files with the mounts of the global namespace. */
  readonly image: ImageFiles;
  readonly processes: HandsetProcesses;
  readonly log: Log;
  readonly jobs: Jobs;
  readonly netStats: NetStats;
  /** `appops set`, by package and operation. */
  readonly appOps: Map<string, Map<string, string>>;
  /** Allowed notification listeners. */
  readonly notificationListeners: Set<string>;
  /** How often a root manager has asked on the screen. */
  readonly rootPrompts: { count: number };
  /** Instrumentations for `am instrument`. */
  instrumentations(): { package: string; name: string; target: string }[];
}

export function createSystem(
  device: Device,
  {
    image,
    packages,
    processes,
  }: { image: ImageFiles; packages: HandsetPackages; processes: HandsetProcesses },
): System {
  return {
    image,
    processes,
    log: createLog(() => device.clock.now()),
    jobs: createJobs(),
    netStats: createNetStats(
      packetLogFor('netstats', device.packetLog, device.options.brokenCounters),
      device.clock,
    ),
    appOps: new Map(),
    notificationListeners: new Set(),
    rootPrompts: { count: 0 },
    instrumentations: () => packages.instrumentations(),
  };
}
