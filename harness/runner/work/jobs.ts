import { keyOfJob, type ScheduledJob } from '../../handset/scheduled-jobs.ts';
import type { Phase, TimelineStep } from '../../model/timeline.ts';
import { type BegunCase, LIMITS } from './case-in-progress.ts';
import type { Station } from './station.ts';
import { waitOnHandset } from './wait-on-handset.ts';

type JobsStep = Extract<TimelineStep, { kind: 'jobs' }>;

/** How long forced jobs get to upload, handset milliseconds. */
const FORCED_MS = 15_000;

/**
 * Forces the jobs that the release and its helpers have scheduled, waits, and keeps in the timeline which of them are still
 * pending. Call it before a forced stop or `pm clear`: both cancel jobs (AOSP JobSchedulerService: ACTION_PACKAGE_RESTARTED,
 * ACTION_PACKAGE_FULLY_REMOVED), so that nobody would see what they send.
 * @param phase the window that comes before
 */
export async function forceJobs(
  work: BegunCase,
  station: Station,
  when: JobsStep['when'],
  phase: Phase,
): Promise<void> {
  const before = await readJobs(work, station);
  if (before && before.length > 0) {
    await work.step('force the scheduled jobs', LIMITS.phone, async () => {
      for (const job of before) await station.handset.forceJob(job);
    });
    await waitOnHandset(work, station, { name: 'wait for the forced jobs', phase, handsetMs: FORCED_MS });
  }
  const after = before?.length === 0 ? before : await readJobs(work, station);
  const lastRuns = new Map(before?.map((job) => [keyOfJob(job), job.lastRun]));
  const hasRun = (job: ScheduledJob): boolean =>
    lastRuns.has(keyOfJob(job)) && job.lastRun !== lastRuns.get(keyOfJob(job));
  const pending = (after ?? []).filter((job) => !hasRun(job));
  work.log.add({
    kind: 'jobs',
    when,
    forced: before && after ? before.length : null,
    pending: pending.map(({ package: name, id, service, waitsFor }) => ({
      package: name,
      id,
      service,
      waitsFor,
    })),
  });
}

function readJobs(
  work: BegunCase,
  { apps, handset, batch, sdks }: Station,
): Promise<ScheduledJob[] | undefined> {
  // Google Play services schedules jobs for every app on the phone.
  const services = sdks.flatMap(({ apk }) => apk?.helpers ?? []);
  const helpers = apps
    .known()
    .found.flatMap((app) => (app.role === 'helper' && !services.includes(app.package) ? [app.package] : []));
  const packages = [...new Set([batch.release.package, ...helpers])];

  return work.step('read the scheduled jobs', LIMITS.phone, () => handset.scheduledJobs(packages));
}
