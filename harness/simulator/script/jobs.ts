import * as z from 'zod';
import type { Clock, Device, Network, PackageManager, Timer } from '../device.ts';

export const jobSchema = z.strictObject({
  everyMs: z.number().min(1000),
  network: z.enum(['validated', 'any']).default('any'),
  afterExit: z.boolean().default(false),
});
export type JobOptions = z.output<typeof jobSchema>;

/** Runs one job of a package's script, by its index; in the running process, or in one started for it. */
export type RunJob = (index: number) => Promise<void>;

/** The handset's job scheduler. It keeps jobs after their process has ended. */
export interface JobScheduler {
  /** Schedules a job of a process that has just started; an existing job keeps its time. */
  schedule(packageName: string, index: number, options: JobOptions): void;
  cancel(packageName: string, index: number): void;
  /** The package's process has started and runs its jobs itself. */
  processStarted(packageName: string, run: RunJob): void;
  /** The process has ended: `runAlone` runs jobs that outlive it, the others are cancelled. */
  processEnded(packageName: string, runAlone: RunJob): void;
  cancelAll(packageName: string): void;
}

interface Job {
  options: JobOptions;
  timer: Timer;
}

/** How often a job that is due checks for a validated network, handset milliseconds. */
const RETRY_MS = 1000;
const schedulers = new WeakMap<object, JobScheduler>();

/** The one scheduler of a handset. */
export function jobsOf(device: JobDevice): JobScheduler {
  const existing = schedulers.get(device);
  if (existing) return existing;
  const scheduler = createScheduler(device);
  schedulers.set(device, scheduler);

  return scheduler;
}

type JobDevice = Pick<Device, never> & {
  clock: Pick<Clock, 'after'>;
  network: Pick<Network, 'validated'>;
  packages: Pick<PackageManager, 'onChange'>;
};

function createScheduler(device: JobDevice): JobScheduler {
  const jobs = new Map<string, Map<number, Job>>();
  const runners = new Map<string, RunJob>();

  function cancelAll(packageName: string): void {
    for (const { timer } of jobs.get(packageName)?.values() ?? []) timer.cancel();
    jobs.delete(packageName);
    runners.delete(packageName);
  }

  function startTimer(packageName: string, index: number, options: JobOptions, ms: number): void {
    const timer = device.clock.after(ms, () => {
      if (options.network === 'validated' && !device.network.validated) {
        startTimer(packageName, index, options, RETRY_MS);
        return;
      }
      startTimer(packageName, index, options, options.everyMs);
      runners
        .get(packageName)?.(index)
        .catch((error: unknown) => process.stderr.write(`[${packageName}] job ${index}: ${String(error)}\n`));
    });
    const packageJobs = jobs.get(packageName) ?? new Map<number, Job>();
    jobs.set(packageName, packageJobs.set(index, { options, timer }));
  }

  device.packages.onChange(({ kind, package: packageName }) => {
    if (kind === 'removed' || kind === 'cleared') cancelAll(packageName);
  });

  return {
    schedule(packageName, index, options) {
      const existing = jobs.get(packageName)?.get(index);
      if (existing && JSON.stringify(existing.options) === JSON.stringify(options)) return;
      existing?.timer.cancel();
      startTimer(packageName, index, options, options.everyMs);
    },
    cancel(packageName, index) {
      jobs.get(packageName)?.get(index)?.timer.cancel();
      jobs.get(packageName)?.delete(index);
    },
    processStarted: (packageName, run) => void runners.set(packageName, run),
    processEnded(packageName, runAlone) {
      for (const [index, { options, timer }] of jobs.get(packageName) ?? []) {
        if (options.afterExit) continue;
        timer.cancel();
        jobs.get(packageName)?.delete(index);
      }
      runners.set(packageName, runAlone);
    },
    cancelAll,
  };
}
