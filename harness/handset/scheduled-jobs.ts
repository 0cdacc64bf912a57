import { outputIfAny, type Phone } from './phone.ts';

/** A job that an app registered with Android's scheduler, as `dumpsys jobscheduler` lists it. */
export interface ScheduledJob {
  /** The package of the service that the job starts. */
  package: string;
  /** The user of the app that registered the job. */
  user: number;
  /** The app's number of the job. */
  id: number;
  /** Android 14 and later: the namespace of the number, if the app uses one. */
  namespace?: string;
  service: string;
  /** Names of constraints that are not satisfied, as Android writes them: `TIMING_DELAY`, `CONNECTIVITY`, `CHARGING`. */
  waitsFor: string[];
  /** When the job last ended well, as Android writes it; undefined if it never did. */
  lastRun?: string;
}

/** The jobs of these packages, those that other apps registered for them included; undefined where the phone does not list them. */
export async function readScheduledJobs(
  phone: Phone,
  packages: readonly string[],
): Promise<ScheduledJob[] | undefined> {
  const jobs = new Map<string, ScheduledJob>();
  for (const name of packages) {
    const dump = await outputIfAny(phone.shell(['dumpsys', 'jobscheduler', name], { timeoutMs: 30_000 }));
    const parsed = parseScheduledJobs(dump ?? '');
    if (!parsed) return undefined;
    for (const job of parsed) jobs.set(keyOfJob(job), job);
  }

  return [...jobs.values()];
}

/** Runs a job now, whatever it waits for. A job that Android does not run stays in the list. */
export async function forceJob(phone: Phone, job: ScheduledJob): Promise<void> {
  const namespace = job.namespace === undefined ? [] : ['-n', job.namespace];
  const options = ['-f', '-u', String(job.user), ...namespace];
  await outputIfAny(phone.shell(['cmd', 'jobscheduler', 'run', ...options, job.package, String(job.id)]));
}

/** Identifies a job in two readings of the list. */
export function keyOfJob({ user, namespace = '', id, package: name, service }: ScheduledJob): string {
  return [user, namespace, id, name, service].join(' ');
}

/** Android 14 and later print `NAMESPACE:` in place of `#`. Source: AOSP JobStatus.printUniqueId, UserHandle.formatUid. */
const HEAD = /^( *)JOB (?:#|(\S+):)(?:u(\d+)[a-z]+\d+|(\d+))\/(-?\d+): \S+ ([\w.]+)\/(\S+)$/;
const USER_SPAN = 100_000;

/**
 * Reads the registered jobs in `dumpsys jobscheduler` (AOSP JobSchedulerService.dumpInternal, JobStatus.dump); undefined if the
 * dump has no list of them.
 */
export function parseScheduledJobs(dump: string): ScheduledJob[] | undefined {
  if (!/^ *Registered \d+ jobs:$/m.test(dump)) return undefined;
  const lines = dump.split('\n');

  return lines.flatMap((line, index) => {
    const head = HEAD.exec(line);
    if (!head) return [];
    const [, indent = '', namespace, user, uid, id = '', name = '', service = ''] = head;
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((each) => !each.startsWith(`${indent} `));
    const block = rest.slice(0, end < 0 ? undefined : end).join('\n');
    const waitsFor = /^ *Unsatisfied constraints:(.*)$/m.exec(block)?.[1] ?? '';
    const lastRun = /^ *Last successful run: (.+)$/m.exec(block)?.[1];

    return [
      {
        package: name,
        user: user === undefined ? Math.floor(Number(uid) / USER_SPAN) : Number(user),
        id: Number(id),
        ...(namespace !== undefined && { namespace }),
        service,
        waitsFor: waitsFor.match(/\b[A-Z][A-Z_]+\b/g) ?? [],
        ...(lastRun !== undefined && { lastRun }),
      },
    ];
  });
}
