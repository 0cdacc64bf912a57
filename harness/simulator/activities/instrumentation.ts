import { AndroidError, type AppProcess, type Device } from '../device.ts';
import type { Display } from '../uiautomator/route.ts';
import { startUiAutomator } from '../uiautomator/server.ts';

const SERVER = 'io.appium.uiautomator2.server';
const TEST = 'io.appium.uiautomator2.server.test';

interface RunningServer {
  process: AppProcess;
  stop: () => void;
}

export interface Instrumentation {
  start: () => { ended: Promise<void>; stop(): void };
  stop: () => void;
  /** Ends the instrumentation if it belongs to the package. */
  stopPackage: (name: string) => void;
  processes: () => AppProcess[];
}

/** `am instrument` for the UiAutomator2 server: while it runs, its port answers and `ps` lists its process. */
export function createInstrumentation(
  device: Device,
  nextPid: () => number,
  display: Display,
): Instrumentation {
  let running: RunningServer | undefined;

  function start(): { ended: Promise<void>; stop(): void } {
    const server = device.packages.get(SERVER);
    if (!server || !device.packages.get(TEST))
      throw new AndroidError(
        `INSTRUMENTATION_STATUS: Error=Unable to find instrumentation info for: ComponentInfo{${TEST}/androidx.test.runner.AndroidJUnitRunner}`,
      );
    running?.stop();
    let resolveEnded = (): void => {};
    const ended = new Promise<void>((resolve) => {
      resolveEnded = resolve;
    });
    const stop = (): void => {
      uiAutomator.stop();
      if (running === started) running = undefined;
      device.processes.end(started.process.pid);
      resolveEnded();
    };
    const uiAutomator = startUiAutomator(device, display, stop);
    const started: RunningServer = {
      process: { pid: nextPid(), uid: server.uid, name: SERVER, package: SERVER },
      stop,
    };
    running = started;
    device.processes.start(started.process);

    return { ended, stop };
  }

  return {
    start,
    stop: () => running?.stop(),
    stopPackage(name) {
      if (name === SERVER || name === TEST) running?.stop();
    },
    processes: () => (running ? [running.process] : []),
  };
}
