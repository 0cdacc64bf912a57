import type { InstalledPackage } from '../../../device.ts';
import { nameOfId } from '../../../files/user.ts';
import { hashOf } from '../../../packages/manager.ts';
import { jobsOf, type ScheduledJob } from '../../../script/jobs.ts';
import { NotModelled, type Shell } from '../../command.ts';
import type { Dump } from './dump.ts';

/** Classes of the services that run jobs: a script's own, and that of androidx.work. */
const SERVICES = {
  platform: '.ScriptJobService',
  'work-manager': 'androidx.work.impl.background.systemjob.SystemJobService',
};

/** Bits of constraints, in the order in which they are printed. Source: AOSP 13 JobStatus.dumpConstraints. */
const CONSTRAINTS = {
  TIMING_DELAY: 0x8000_0000,
  DEADLINE: 0x4000_0000,
  CONNECTIVITY: 0x1000_0000,
  DEVICE_NOT_DOZING: 0x200_0000,
  BACKGROUND_NOT_RESTRICTED: 0x40_0000,
  TARE_WEALTH: 0x800_0000,
  WITHIN_QUOTA: 0x100_0000,
};
type Constraint = keyof typeof CONSTRAINTS;
const IMPLICIT: readonly Constraint[] = [
  'DEVICE_NOT_DOZING',
  'BACKGROUND_NOT_RESTRICTED',
  'TARE_WEALTH',
  'WITHIN_QUOTA',
];

/** `dumpsys jobscheduler PACKAGE`. Source: AOSP 13 JobSchedulerService.dumpInternal, JobStatus.dump. */
export const dumpJobScheduler: Dump = (args, shell) => {
  const [name = ''] = args;
  if (args.length !== 1 || name.startsWith('-'))
    throw new NotModelled(`dumpsys jobscheduler ${args.join(' ')}`);
  const installed = shell.device.packages.get(name);
  if (!installed) return `Invalid package: ${name}\n`;
  const jobs = jobsOf(shell.device).list(name);
  const blocks = jobs.map((job) => jobBlock(installed, job, shell)).join('');

  return [
    'Registered ',
    String(jobs.length),
    ' jobs:\n',
    blocks === '' ? '  None.\n' : blocks,
    '\nPending queue:\n  None\n\nActive jobs:\n  Slot #0(INACTIVE): \n',
  ].join('');
};

function jobBlock({ package: name, uid }: InstalledPackage, job: ScheduledJob, { device }: Shell): string {
  const { options, index, enqueuedAt, dueAt, failures, lastRunAt, lastFailureAt } = job;
  const now = device.clock.now();
  const isPeriodic = options.scheduler === 'platform';
  const user = nameOfId(uid).replace('_', '');
  const service = `${name}/${SERVICES[options.scheduler]}`;
  const required: Constraint[] = [
    'TIMING_DELAY',
    ...(isPeriodic ? (['DEADLINE'] as const) : []),
    ...(options.network === 'validated' ? (['CONNECTIVITY'] as const) : []),
  ];
  const satisfied: Constraint[] = [
    ...(now >= dueAt ? (['TIMING_DELAY'] as const) : []),
    ...(required.includes('CONNECTIVITY') && device.network.validated ? (['CONNECTIVITY'] as const) : []),
    ...IMPLICIT,
  ];
  const unsatisfied = [...required, ...IMPLICIT].filter((each) => !satisfied.includes(each));
  const every = durationOf(options.everyMs);
  const earliest = isPeriodic ? dueAt - options.everyMs : dueAt;
  const lines = [
    `${user} tag=*job*/${service}#${index}`,
    `Source: uid=${user} user=0 pkg=${name}`,
    'JobInfo:',
    `  Service: ${service}`,
    ...(isPeriodic ? [`  PERIODIC: interval=${every} flex=${every}`] : []),
    '  Priority: 300 [DEFAULT]',
    '  Requires: charging=false batteryNotLow=false deviceIdle=false',
    ...(options.network === 'validated'
      ? [
          `  Network type: NetworkRequest [ NONE id=0, [ Capabilities: INTERNET&NOT_RESTRICTED&TRUSTED&VALIDATED&NOT_VCN_MANAGED Uid: ${uid} UnderlyingNetworks: Null] ]`,
        ]
      : []),
    ...(isPeriodic ? [] : [`  Minimum latency: ${every}`]),
    '  Backoff: policy=1 initial=+30s0ms',
    '  Has early constraint',
    ...(isPeriodic ? ['  Has late constraint'] : []),
    `Required constraints:${constraintsOf(required)}`,
    'Dynamic constraints:',
    `Satisfied constraints:${constraintsOf(satisfied)}`,
    `Unsatisfied constraints:${constraintsOf(unsatisfied)}`,
    'Constraint history:',
    'Tracking: CONNECTIVITY TIME QUOTA',
    'Implicit constraints:',
    '  readyNotDozing: true',
    '  readyNotRestrictedInBg: true',
    '  readyComponentEnabled: true',
    'Standby bucket: ACTIVE',
    `Enqueue time: ${durationOf(enqueuedAt - now)}`,
    `Run time: earliest=${durationOf(earliest - now)}, latest=${isPeriodic ? durationOf(dueAt - now) : 'none'}, original latest=none`,
    ...(failures > 0 ? [`Num failures: ${failures}`] : []),
    ...(lastRunAt === undefined ? [] : [`Last successful run: ${dateOf(lastRunAt)}`]),
    ...(lastFailureAt === undefined ? [] : [`Last failed run: ${dateOf(lastFailureAt)}`]),
    'Restricted due to: none.',
    'Ready: false (job=false user=true !restricted=true !pending=true !active=true !backingup=true comp=true)',
  ];

  return `  JOB #${user}/${index}: ${hashOf(`${name} ${index}`)} ${service}\n${lines.map((line) => `    ${line}\n`).join('')}\n`;
}

function constraintsOf(names: readonly Constraint[]): string {
  const printed = Object.entries(CONSTRAINTS).filter(([name]) => names.some((each) => each === name));
  const bits = printed.reduce((sum, [, bit]) => sum + bit, 0);

  return printed.length === 0 ? '' : ` ${printed.map(([name]) => name).join(' ')} [0x${bits.toString(16)}]`;
}

/** `+14m59s979ms`. Source: AOSP TimeUtils.formatDuration. */
function durationOf(ms: number): string {
  if (ms === 0) return '0';
  const whole = Math.abs(Math.round(ms));
  const fields: [number, string][] = [
    [Math.floor(whole / 86_400_000), 'd'],
    [Math.floor(whole / 3_600_000) % 24, 'h'],
    [Math.floor(whole / 60_000) % 60, 'm'],
    [Math.floor(whole / 1000) % 60, 's'],
    [whole % 1000, 'ms'],
  ];
  const first = fields.findIndex(([count]) => count > 0);

  return `${ms < 0 ? '-' : '+'}${fields
    .slice(first)
    .map(([count, unit]) => `${count}${unit}`)
    .join('')}`;
}

/** `2026-11-22 17:33:01`, in the handset's time zone, GMT. */
function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
