import { setTimeout as sleep } from 'node:timers/promises';
import { isAppiumRunning, prepareAppium } from '../../../bin/appium.mjs';
import { findFreePort } from '../../../bin/free-port.mjs';
import { Fault } from '../../model/fault.ts';
import { projectRoot } from '../project.ts';
import { type KeptProcess, startKeptProcess } from './kept-process.ts';

const READY_LIMIT_MS = 60_000;

export interface AppiumServer {
  host: string;
  port: number;
  process: KeptProcess;
  stop(): Promise<void>;
}

/** Appium for a whole run. `restart()` starts it again on another port after it ended early. */
export interface AppiumKeeper {
  current(): AppiumServer;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface AppiumOptions {
  sdk: string;
  adbPort: number;
  logFile: string;
}

export async function keepAppium(options: AppiumOptions): Promise<AppiumKeeper> {
  let server = await startAppium(options);

  return {
    current: () => server,
    async restart() {
      server = await startAppium(options);
    },
    stop: () => server.stop(),
  };
}

/** Starts the project's own Appium on a free loopback port and waits until it answers. */
async function startAppium(options: AppiumOptions): Promise<AppiumServer> {
  const port = await findFreePort();
  const { args, env } = prepareAppium({
    project: projectRoot,
    port,
    adbPort: options.adbPort,
    sdkHome: options.sdk,
  });
  const process = await startKeptProcess({
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
      throw new Fault(`Appium ended right after its start; its log is ${options.logFile}`);
    if (await isAppiumRunning(`http://127.0.0.1:${port}`)) break;
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
