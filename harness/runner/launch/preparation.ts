import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../../bin/free-port.mjs';
import { createCertificateAuthority } from '../../capture/certificate-authority.ts';
import { selfTest } from '../../capture/self-test.ts';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readPlan, writeRun } from '../../evidence/folders.ts';
import { counted } from '../../model/counted.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import { parseHandsets } from '../handset-choice.ts';
import { toolVersions } from '../project.ts';
import { makeOwned, removeAbandoned, removeOwned } from '../owned-folder.ts';
import { keepSecrets } from '../secrets.ts';
import { readTables, type Tables } from '../tables.ts';
import { type AdbServer, startAdbServer, userAdbServer } from './adb-server.ts';
import { type AppiumServer, startAppium } from './appium-server.ts';
import { keepRecord } from './keep-record.ts';
import { createNarrator, type Narrator, timeOf } from './narrator.ts';
import { type HandsetPool, openPool, type Unmodelled } from './pool.ts';
import { plannedRun } from '../record/run-record.ts';
import { createTimeLeft, type TimeLeft } from './time-left.ts';
import { androidSdk, standInEngine } from './sdk.ts';

/** Everything that a run needs, started. */
export interface Prepared {
  runDir: string;
  plan: Plan;
  tables: Tables;
  run: Run;
  narrator: Narrator;
  timeLeft: TimeLeft;
  adb: AdbServer;
  appium: AppiumServer;
  pool: HandsetPool;
  secretsFile: string;
  tempDir: string;
  failed: Map<string, string>;
  sdk: string;
  stopFollowing(): Promise<void>;
}

/** Starts what a run needs, the recorder's self-test first; what was started before a failure is ended again. */
export async function prepareRun(runDir: string, out: NodeJS.WritableStream): Promise<Prepared> {
  const plan = await readPlan(runDir);
  const { simulated, count } = parseHandsets(plan.handsets);
  const tables = await readTables(DEFAULT_BUDGET);
  const run = plannedRun(plan, toolVersions(simulated ? await standInEngine() : null), tables.expectations);
  await writeRun(runDir, run);
  const logDir = join(runDir, 'logs');
  await mkdir(logDir, { recursive: true });
  const narrator = createNarrator({ out, simulated });
  const timeLeft = createTimeLeft(plan.batches, count, {
    sdks: tables.sdks,
    clock: { simulated, speed: plan.speed },
    identities: plan.identities,
    twin: plan.twin,
  });
  const handsets = counted(count, simulated ? 'simulated handset' : 'handset');
  narrator.say(
    `${counted(run.cases.length, 'case')} on ${handsets}, about ${timeOf(timeLeft.ms())}; evidence in ${runDir}`,
  );

  const ca = await createCertificateAuthority();
  const started: (() => Promise<unknown>)[] = [];
  try {
    await timed(narrator, 'recorder self-test', () => selfTest({ ca }));
    await removeAbandoned();
    const secretsFile = await keepSecrets(plan.run, { key: ca.key, cert: ca.cert });
    started.push(() => removeOwned('keys', plan.run));
    const sdk = await androidSdk();
    const adb = simulated
      ? await startAdbServer({ sdk, logFile: join(logDir, 'adb.log') })
      : await userAdbServer(sdk);
    started.push(() => adb.stop());
    const appiumStarts = startAppium({ sdk, adbPort: adb.port, logFile: join(logDir, 'appium.log') });
    // Awaited below, after the handsets: until then nobody else listens for its failure.
    appiumStarts.catch(() => {});
    started.push(async () => (await appiumStarts).stop());
    const tempDir = await makeOwned('tmp', plan.run);
    started.push(() => removeOwned('tmp', plan.run));
    const pool = await timed(narrator, 'handsets', () =>
      openPool({ handsets: plan.handsets, speed: plan.speed, adb, logDir, tempDir }),
    );
    started.push(() => pool.stop());
    const appium = await timed(narrator, 'Appium', () => appiumStarts);
    const state: Prepared = {
      runDir,
      plan,
      tables,
      run,
      narrator,
      timeLeft,
      adb,
      appium,
      pool,
      secretsFile,
      tempDir,
      failed: new Map(),
      sdk,
      stopFollowing: async () => {},
    };
    await writeProcesses(state);
    state.stopFollowing = keepRecord(state);

    return state;
  } catch (error) {
    await Promise.allSettled(started.toReversed().map((stop) => stop()));
    throw error;
  }
}

/** The parts of the capabilities that are known only when a handset is free. */
export async function addresses(state: Prepared, serial: string): Promise<Record<string, unknown>> {
  const [systemPort, mjpegServerPort] = await Promise.all([freePort(), freePort()]);

  return {
    hostname: state.appium.host,
    port: state.appium.port,
    'appium:udid': serial,
    'appium:adbPort': state.adb.port,
    // A named host keeps Appium's adb from starting a server where ours has ended (see clientArgs), or from ending the user's.
    'appium:remoteAdbHost': '127.0.0.1',
    'appium:suppressKillServer': true,
    'appium:systemPort': systemPort,
    'appium:mjpegServerPort': mjpegServerPort,
  };
}

/** Starts Appium again where it went away: the batches to come can still be judged. */
export async function ensureAppium(state: Prepared): Promise<void> {
  if (state.appium.process.alive()) return;
  state.narrator.say('Appium went away; it is started again for the batches to come');
  state.appium = await startAppium({
    sdk: state.sdk,
    adbPort: state.adb.port,
    logFile: join(state.runDir, 'logs/appium.log'),
  });
  await writeProcesses(state);
}

/** Ends everything that was started. Gives what the simulated handsets were asked for and do not model. */
export async function shutDown(state: Prepared): Promise<Unmodelled[]> {
  await state.stopFollowing();
  const unmodelled = await state.pool.stop();
  await state.appium.stop();
  await state.adb.stop();

  return unmodelled;
}

/** Process ids of what the run started, for whoever has to look after it or to break it. */
async function writeProcesses(state: Prepared): Promise<void> {
  const processes = {
    launcher: process.pid,
    adb: state.adb.process?.pid ?? null,
    adbServer: state.adb.process ? { path: state.adb.path, port: state.adb.port } : null,
    appium: state.appium.process.pid,
    handsets: state.pool.processes(),
    tempDir: state.tempDir,
  };
  await writeFile(join(state.runDir, 'processes.json'), JSON.stringify(processes, null, 2));
}

async function timed<T>(narrator: Narrator, what: string, action: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await action();
  narrator.say(`${what} ready in ${((performance.now() - from) / 1000).toFixed(1)} s`);

  return result;
}
