import { jobsOf } from '../../script/jobs.ts';
import { NotModelled, type Shell } from '../command.ts';

/** Exit codes: the low byte of -1000 and -1001. Source: AOSP JobSchedulerShellCommand. */
const NO_PACKAGE = 24;
const NO_JOB = 23;

/** `cmd jobscheduler run -f -u USER PACKAGE JOB`. Source: AOSP 13 JobSchedulerShellCommand.runJob. */
export function jobScheduler(args: readonly string[], shell: Shell): number {
  const [verb, force, option, user, name = '', id = ''] = args;
  if (args.length !== 6 || verb !== 'run' || force !== '-f' || option !== '-u')
    throw new NotModelled(`cmd jobscheduler ${args.join(' ')}`);
  if (user !== '0' || !shell.device.packages.get(name)) {
    shell.err(`Package not found: ${name} / user ${user}\n`);
    return NO_PACKAGE;
  }
  const jobs = jobsOf(shell.device);
  if (!jobs.list(name).some(({ index }) => String(index) === id)) {
    shell.err(`Could not find job ${id} in package ${name} / user ${user}\n`);
    return NO_JOB;
  }
  jobs.force(name, Number(id));
  shell.out('Running job [FORCED]\n');

  return 0;
}
