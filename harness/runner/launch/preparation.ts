import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../../../bin/free-port.mjs';
import { createCertificateAuthority } from '../../capture/certificate-authority.ts';
import { selfTest } from '../../capture/self-test.ts';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readPlan, writeRun } from '../../evidence/folders.ts';
import { limitScale, medianTime } from '../../handset/round-trip.ts';
import { counted } from '../../model/counted.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Plan } from '../../model/plan.ts';
import { type HandsetChoice, parseHandsets } from '../handset-choice.ts';
import { describeKeptCa, type KeptCa, validCaOf } from '../kept-ca.ts';
import { toolVersions } from '../project.ts';
import { makeOwnedFolder, removeAbandonedFolders, removeOwnedFolder } from '../owned-folder.ts';
import { writeSecrets } from '../secrets.ts';
import { readTables, type Tables } from '../tables.ts';
import { keptRulesOf } from '../rules.ts';
import { type AdbServer, startAdbServer, userAdbServer } from './adb-server.ts';
import { type AppiumKeeper, keepAppium } from './appium-server.ts';
import { keepRecord, type RunRecord } from './keep-record.ts';
import { createNarrator, type Narrator, durationText } from './narrator.ts';
import { type HandsetPool, openPool, type Unmodelled } from './pool.ts';
import { plannedRun } from '../record/run-record.ts';
import { blocksToFind, PAGE_SCENARIOS } from '../../dependence/index.ts';
import { timeLeftOf } from './time-left.ts';
import { requireAndroidSdk, readEngineVersion } from './sdk.ts';

/** Everything that a run needs, already started. */
export interface Prepared {
  runDir: string;
  plan: Plan;
  tables: Tables;
  record: RunRecord;
  narrator: Narrator;
  adb: AdbServer;
  appium: AppiumKeeper;
  pool: HandsetPool;
  secretsFile: string;
  /** The CAs that are kept for phones of the run, by serial. Other phones get the CA of the run. */
  keptCas: ReadonlyMap<string, KeptCa>;
  tempDir: string;
}

/** Starts what a run needs, after the recorder's self-test. If a step fails, ends what was started before. */
export async function prepareRun(runDir: string, out: NodeJS.WritableStream): Promise<Prepared> {
  const plan = await readPlan(runDir);
  const { simulated, count, choices } = parseHandsets(plan.handsets);
  const tables = await readTables(DEFAULT_BUDGET, keptRulesOf(runDir));
  const run = plannedRun(
    plan,
    toolVersions(simulated ? await readEngineVersion() : null),
    tables.expectations,
  );
  await writeRun(runDir, run);
  const logDir = join(runDir, 'logs');
  await mkdir(logDir, { recursive: true });
  const narrator = createNarrator({ out, simulated });
  const timeLeft = timeLeftOf(plan, tables.sdks);
  const handsets = counted(count, simulated ? 'simulated handset' : 'handset');
  narrator.print(
    `${counted(run.cases.length, 'case')} on ${handsets}, about ${durationText(timeLeft.ms())}; evidence in ${runDir}`,
  );

  for (const scenario of PAGE_SCENARIOS.filter((name) => run.cases.some((row) => row.scenario === name)))
    narrator.print(
      `${scenario} compares ${plan.blocks} blocks of each page in both stages: it can find a value that ${blocksToFind(plan.blocks)} of them have, and no block of the other page`,
    );

  const keptCas = await readKeptCas(choices);
  for (const kept of keptCas.values()) narrator.print(describeKeptCa(kept));
  const ca = await createCertificateAuthority();
  const stopActions: (() => Promise<unknown>)[] = [];
  try {
    await timed(narrator, 'recorder self-test', () => selfTest({ ca }));
    await removeAbandonedFolders();
    const secretsFile = await writeSecrets(plan.run, { key: ca.key, cert: ca.cert });
    stopActions.push(() => removeOwnedFolder('keys', plan.run));
    const sdk = await requireAndroidSdk();
    const adb = simulated
      ? await startAdbServer({ sdk, logFile: join(logDir, 'adb.log') })
      : await userAdbServer(sdk);
    stopActions.push(() => adb.stop());
    const appiumStart = keepAppium({ sdk, adbPort: adb.port, logFile: join(logDir, 'appium.log') });
    // Awaited only after the handsets: until then a failure must not count as an unhandled rejection.
    appiumStart.catch(() => {});
    stopActions.push(async () => (await appiumStart).stop());
    const tempDir = await makeOwnedFolder('tmp', plan.run);
    stopActions.push(() => removeOwnedFolder('tmp', plan.run));
    const pool = await timed(narrator, 'handsets', () =>
      openPool({
        handsets: plan.handsets,
        speed: plan.speed,
        adb,
        logDir,
        tempDir,
        ca: ca.cert,
        print: (text) => narrator.print(text),
      }),
    );
    stopActions.push(() => pool.stop());
    const appium = await timed(narrator, 'Appium', () => appiumStart);
    await writeProcesses(runDir, { adb, appium, pool, tempDir });
    const record = keepRecord(runDir, run, { narrator, timeLeft });

    return { runDir, plan, tables, record, narrator, adb, appium, pool, secretsFile, keptCas, tempDir };
  } catch (error) {
    for (const stopped of await Promise.allSettled(stopActions.toReversed().map((stop) => stop())))
      if (stopped.status === 'rejected')
        narrator.print(`a step of the failed preparation could not be undone: ${reasonOf(stopped.reason)}`);
    throw error;
  }
}

/** Throws a Fault if one of them has expired. */
async function readKeptCas(choices: readonly HandsetChoice[]): Promise<Map<string, KeptCa>> {
  const found = new Map<string, KeptCa>();
  for (const choice of choices) {
    const kept = choice.kind === 'serial' ? await validCaOf(choice.serial) : undefined;
    if (kept) found.set(kept.serial, kept);
  }

  return found;
}

/** The capabilities that depend on the handset and on the running Appium. */
export async function capabilitiesFor(state: Prepared, serial: string): Promise<Record<string, unknown>> {
  const scale = limitScale(await medianTime(() => state.adb.adb('-s', serial, 'shell', ':')));
  const [systemPort, mjpegServerPort] = await Promise.all([findFreePort(), findFreePort()]);

  return {
    hostname: state.appium.current().host,
    port: state.appium.current().port,
    'appium:udid': serial,
    'appium:adbPort': state.adb.port,
    // With a named host, Appium's adb neither starts a server if ours has ended (see clientArgs), nor ends the user's.
    'appium:remoteAdbHost': '127.0.0.1',
    'appium:suppressKillServer': true,
    'appium:systemPort': systemPort,
    'appium:mjpegServerPort': mjpegServerPort,
    ...driverLimits(scale),
    ...state.plan.capabilities,
  };
}

/** The driver's own limits, real milliseconds: its defaults are 20, 20, 30 and 90 s, which emulators in CI exceed. */
function driverLimits(scale: number): Record<string, number> {
  const ms = (usual: number): number => Math.round(usual * scale);

  return {
    'appium:adbExecTimeout': ms(60_000),
    'appium:uiautomator2ServerInstallTimeout': ms(60_000),
    'appium:uiautomator2ServerLaunchTimeout': ms(60_000),
    'appium:androidInstallTimeout': ms(120_000),
  };
}

/** Starts the run's adb server again if it has ended, so that the remaining batches can run. */
export async function ensureAdb({ adb, narrator, runDir, ...state }: Prepared): Promise<void> {
  if (!(await adb.revive())) return;
  narrator.print('the adb server ended and is started again for the remaining batches');
  await writeProcesses(runDir, { adb, ...state });
}

/** Starts Appium again if it has ended, so that the remaining batches can run. */
export async function ensureAppium({ appium, narrator, runDir, ...state }: Prepared): Promise<void> {
  if (appium.current().process.alive()) return;
  narrator.print('Appium ended and is started again for the remaining batches');
  await appium.restart();
  await writeProcesses(runDir, { appium, ...state });
}

/**
 * Ends everything that was started, and prints what could not be ended.
 * @returns commands that the simulated handsets got and do not model
 */
export async function shutDown(
  state: Pick<Prepared, 'record' | 'pool' | 'appium' | 'adb' | 'narrator'>,
): Promise<Unmodelled[]> {
  const { record, pool, appium, adb, narrator } = state;
  let unmodelled: Unmodelled[] = [];
  const steps: [failure: string, stop: () => Promise<void>][] = [
    ["the workers' reports could not be read to the end", () => record.stop()],
    ['the handsets could not be stopped', async () => void (unmodelled = await pool.stop())],
    ['Appium could not be stopped', () => appium.stop()],
    ['the adb server could not be stopped', () => adb.stop()],
  ];
  for (const [failure, stop] of steps)
    try {
      await stop();
    } catch (error) {
      // The other steps must still run, and run.json must be completed.
      narrator.print(`${failure}: ${reasonOf(error)}`);
    }

  return unmodelled;
}

/** Writes the ids of the processes that the run started, for tests that end one of them, and for debugging. */
async function writeProcesses(
  runDir: string,
  { adb, appium, pool, tempDir }: Pick<Prepared, 'adb' | 'appium' | 'pool' | 'tempDir'>,
): Promise<void> {
  const processes = {
    launcher: process.pid,
    adb: adb.process?.pid ?? null,
    adbServer: adb.process ? { path: adb.path, port: adb.port } : null,
    appium: appium.current().process.pid,
    handsets: pool.processes(),
    tempDir,
  };
  await writeFile(join(runDir, 'processes.json'), JSON.stringify(processes, null, 2));
}

async function timed<T>(narrator: Narrator, what: string, action: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await action();
  narrator.print(`${what} ready in ${((performance.now() - from) / 1000).toFixed(1)} s`);

  return result;
}
