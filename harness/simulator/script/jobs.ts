import * as z from 'zod';
import type { Clock, Device, Network, PackageManager, Timer } from '../device.ts';

export const jobSchema = z.strictObject({
  everyMs: z.number().min(1000),
  network: z.enum(['validated', 'any']).default('any'),
  afterExit: z.boolean().default(false),
  scheduler: z.enum(['platform', 'work-manager']).default('platform'),
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
  /** The scheduled jobs of a package, in the order of their ids. */
  list(packageName: string): ScheduledJob[];
  /**
   * Runs a job now, whatever it waits for. Work of WorkManager that is not due yet is not done: WorkManager schedules it again
   * (androidx.work WorkerWrapper.java: "Delaying execution ... because it is being executed before schedule").
   */
  force(packageName: string, index: number): void;
}

/** A job as the scheduler lists it. Times are milliseconds of the handset's clock. */
export interface ScheduledJob {
  index: number;
  options: JobOptions;
  enqueuedAt: number;
  dueAt: number;
  failures: number;
  lastRunAt: number | undefined;
  lastFailureAt: number | undefined;
}

interface Job extends ScheduledJob {
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
  clock: Pick<Clock, 'after' | 'now'>;
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

  function start(packageName: string, job: Omit<Job, 'timer'>, ms: number): void {
    const packageJobs = jobs.get(packageName) ?? new Map<number, Job>();
    const timer = device.clock.after(ms, () => runWhenValidated(packageName, job.index));
    jobs.set(packageName, packageJobs.set(job.index, { ...job, timer }));
  }

  function runWhenValidated(packageName: string, index: number): void {
    const job = jobs.get(packageName)?.get(index);
    if (!job) return;
    if (job.options.network === 'validated' && !device.network.validated) start(packageName, job, RETRY_MS);
    else runNow(packageName, job);
  }

  /** Runs a job and schedules its next run. */
  function runNow(packageName: string, job: Job): void {
    job.timer.cancel();
    const now = device.clock.now();
    const { everyMs } = job.options;
    start(packageName, { ...job, enqueuedAt: now, dueAt: now + everyMs, lastRunAt: now }, everyMs);
    runners
      .get(packageName)?.(job.index)
      .catch((error: unknown) =>
        process.stderr.write(`[${packageName}] job ${job.index}: ${String(error)}\n`),
      );
  }

  device.packages.onChange(({ kind, package: packageName }) => {
    if (kind === 'removed' || kind === 'cleared') cancelAll(packageName);
  });

  return {
    schedule(packageName, index, options) {
      const existing = jobs.get(packageName)?.get(index);
      if (existing && JSON.stringify(existing.options) === JSON.stringify(options)) return;
      existing?.timer.cancel();
      const now = device.clock.now();
      const times = { enqueuedAt: now, dueAt: now + options.everyMs };
      const runs = { failures: 0, lastRunAt: undefined, lastFailureAt: undefined };
      start(packageName, { index, options, ...times, ...runs }, options.everyMs);
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
    list: (packageName) => [...(jobs.get(packageName)?.values() ?? [])].sort((a, b) => a.index - b.index),
    force(packageName, index) {
      const job = jobs.get(packageName)?.get(index);
      if (!job) return;
      const now = device.clock.now();
      if (job.options.scheduler === 'platform' || now >= job.dueAt) runNow(packageName, job);
      else
        jobs
          .get(packageName)
          ?.set(index, { ...job, enqueuedAt: now, failures: job.failures + 1, lastFailureAt: now });
    },
  };
}
