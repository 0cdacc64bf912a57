import { setTimeout as sleep } from 'node:timers/promises';
import { appiumAnswers, prepareAppium } from '../../../bin/appium.mjs';
import { freePort } from '../../../bin/free-port.mjs';
import { Fault } from '../../model/fault.ts';
import { projectRoot } from '../project.ts';
import { type KeptProcess, startKept } from './kept-process.ts';

const READY_LIMIT_MS = 60_000;

export interface AppiumServer {
  host: string;
  port: number;
  process: KeptProcess;
  stop(): Promise<void>;
}

/** Starts the project's own Appium on a free loopback port and waits until it answers. */
export async function startAppium(options: {
  sdk: string;
  adbPort: number;
  logFile: string;
}): Promise<AppiumServer> {
  const port = await freePort();
  const { args, env } = prepareAppium({
    project: projectRoot,
    port,
    adbPort: options.adbPort,
    sdkHome: options.sdk,
  });
  const process = await startKept({
    name: 'Appium',
    command: globalThis.process.execPath,
    args,
    cwd: projectRoot,
    env: { ...globalThis.process.env, ...env },
    logFile: options.logFile,
  });
  const until = Date.now() + READY_LIMIT_MS;
  for (;;) {
    if (!process.alive())
      throw new Fault(`Appium ended as soon as it was started; its log is ${options.logFile}`);
    if (await appiumAnswers(`http://127.0.0.1:${port}`)) break;
    if (Date.now() > until) {
      await process.stop();
      throw new Fault(
        `Appium did not answer within ${READY_LIMIT_MS / 1000} s; its log is ${options.logFile}`,
      );
    }
    await sleep(100);
  }

  return { host: '127.0.0.1', port, process, stop: () => process.stop() };
}
