import assert from 'node:assert/strict';
import { forceJob, parseScheduledJobs, readScheduledJobs } from './scheduled-jobs.ts';
import { fakePhone, shellError } from './testing/fake-phone.ts';

/** As Android 10 and Android 14 print them (AOSP JobStatus.dump), with a sync that the system registered for the app. */
const DUMP = `JobScheduler settings:
Registered 3 jobs:
  JOB #u0a80/1024: e61d7bf com.sunmi.toolbox/.antirush.ScheduleService
    u0a80 tag=*job*/com.sunmi.toolbox/.antirush.ScheduleService
    Source: uid=u0a80 user=0 pkg=com.sunmi.toolbox
    JobInfo:
      Service: com.sunmi.toolbox/.antirush.ScheduleService
      PERIODIC: interval=+15m0s0ms flex=+5m0s0ms
    Required constraints: TIMING_DELAY DEADLINE CONNECTIVITY [0xd0000000]
    Satisfied constraints: CONNECTIVITY DEVICE_NOT_DOZING BACKGROUND_NOT_RESTRICTED [0x12400000]
    Unsatisfied constraints: TIMING_DELAY DEADLINE [0xc0000000]
    Run time: earliest=+13m17s891ms, latest=+18m17s891ms
    Last successful run: 2020-05-27 15:27:42
    Ready: false (job=false user=true !pending=true !active=true !backingup=true comp=true)
  JOB androidx.work.systemjobscheduler:u10a204/-7: 216a359 a.b/androidx.work.impl.background.systemjob.SystemJobService
    u10a204 tag=*job*/a.b/androidx.work.impl.background.systemjob.SystemJobService#-7
    Unsatisfied constraints:
  JOB #1000/31: 33a1bc2 android/com.android.server.content.SyncJobService
    1000 tag=*sync*/com.android.calendar/com.google/someone
    Source: uid=u0a80 user=0 pkg=com.sunmi.toolbox

ConnectivityController:
  Last successful run: 1999-01-01 00:00:00

Job history:
     -1h35m26s440ms   START: #u0a80/9008 com.sunmi.toolbox/.antirush.ScheduleService
Active jobs:
  Slot #0(INACTIVE):
`;

describe('parseScheduledJobs', () => {
  it('reads registered jobs, their constraints and their last run', () => {
    assert.deepEqual(parseScheduledJobs(DUMP), [
      {
        package: 'com.sunmi.toolbox',
        user: 0,
        id: 1024,
        service: '.antirush.ScheduleService',
        waitsFor: ['TIMING_DELAY', 'DEADLINE'],
        lastRun: '2020-05-27 15:27:42',
      },
      {
        package: 'a.b',
        user: 10,
        id: -7,
        namespace: 'androidx.work.systemjobscheduler',
        service: 'androidx.work.impl.background.systemjob.SystemJobService',
        waitsFor: [],
      },
      {
        package: 'android',
        user: 0,
        id: 31,
        service: 'com.android.server.content.SyncJobService',
        waitsFor: [],
      },
    ]);
  });

  it('is undefined for a dump without a list', () => {
    assert.equal(parseScheduledJobs(''), undefined);
    assert.equal(parseScheduledJobs('Invalid package: a.b\n'), undefined);
    assert.deepEqual(parseScheduledJobs('Registered 0 jobs:\n  None.\n'), []);
  });
});

describe('readScheduledJobs', () => {
  it('lists a job of two packages once', async () => {
    const fake = fakePhone();
    fake.intercept = () => DUMP;
    assert.equal((await readScheduledJobs(fake.phone, ['com.sunmi.toolbox', 'a.b']))?.length, 3);
  });

  it('is undefined if one package cannot be read', async () => {
    const fake = fakePhone();
    fake.intercept = (line) => {
      if (line.includes('b.c')) throw shellError(line, 1, "Can't find service: jobscheduler");
      return DUMP;
    };
    assert.equal(await readScheduledJobs(fake.phone, ['com.sunmi.toolbox', 'b.c']), undefined);
  });
});

describe('forceJob', () => {
  it('names user, namespace, package and number, and accepts a refusal', async () => {
    const fake = fakePhone();
    fake.intercept = (line) => {
      throw shellError(line, 23, 'Could not find job -7 in package a.b / user 10');
    };
    for (const job of parseScheduledJobs(DUMP) ?? []) await forceJob(fake.phone, job);
    assert.deepEqual(
      fake.lines.map((line) => line.replaceAll("'", '')),
      [
        'cmd jobscheduler run -f -u 0 com.sunmi.toolbox 1024',
        'cmd jobscheduler run -f -u 10 -n androidx.work.systemjobscheduler a.b -7',
        'cmd jobscheduler run -f -u 0 android 31',
      ],
    );
  });
});
