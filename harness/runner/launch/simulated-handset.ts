import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { SimulatedTrait } from '../../model/handset.ts';
import { projectRoot } from '../project.ts';
import type { AdbServer } from './adb-server.ts';
import { type KeptProcess, startKept } from './kept-process.ts';

const READY_LIMIT_MS = 60_000;

const messageSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready'), serial: z.string(), port: z.number().int() }),
  z.object({
    event: z.literal('stopped'),
    unmodelled: z.array(z.object({ kind: z.string(), what: z.string(), times: z.number().int() })),
  }),
]);

type Unmodelled = { kind: string; what: string; times: number }[];

export interface SimulatedHandset {
  serial: string;
  process: KeptProcess;
  /** What was asked of it and is not modelled; known once it stopped of its own accord. */
  stop(): Promise<Unmodelled>;
}

/** Starts a simulated handset as a process of its own and connects the adb server to it. */
export async function startSimulatedHandset(options: {
  speed: number;
  /** How it differs from the usual one. */
  traits: readonly SimulatedTrait[];
  adb: AdbServer;
  logFile: string;
  tempDir: string;
}): Promise<SimulatedHandset> {
  const process = await startKept({
    name: 'simulated handset',
    command: globalThis.process.execPath,
    args: [
      join(projectRoot, 'bin/leakgate.mjs'),
      'handset',
      'start',
      '--speed',
      String(options.speed),
      '--json',
      '--log-commands',
      ...options.traits.flatMap((trait) => ['--with', trait]),
    ],
    // Whatever a handset that is killed leaves behind lies there, and goes with the run.
    env: { ...globalThis.process.env, TMPDIR: options.tempDir },
    logFile: options.logFile,
    readStdout: true,
  });
  const told = listen(process, options.logFile);
  try {
    const serial = await told.serial;
    await options.adb.adb('connect', serial);

    return {
      serial,
      process,
      async stop() {
        await process.stop();

        return told.unmodelled();
      },
    };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** What the handset says of itself: its serial once it is ready, and at its end what was asked of it and is not modelled. */
function listen(
  process: KeptProcess,
  logFile: string,
): { serial: Promise<string>; unmodelled(): Unmodelled } {
  let unmodelled: Unmodelled = [];
  const serial = new Promise<string>((resolve, reject) => {
    const refuse = (why: string): void => {
      clearTimeout(limit);
      reject(new Fault(`the simulated handset ${why}; its log is ${logFile}`));
    };
    const limit = setTimeout(() => refuse(`was not ready within ${READY_LIMIT_MS / 1000} s`), READY_LIMIT_MS);
    void process.ended.then(() => refuse('ended as soon as it was started'));
    if (!process.stdout) return refuse('has no stdout');
    createInterface({ input: process.stdout }).on('line', (line) => {
      const message = messageSchema.safeParse(parsed(line));
      if (!message.success) return;
      if (message.data.event === 'stopped') unmodelled = message.data.unmodelled;
      else {
        clearTimeout(limit);
        resolve(message.data.serial);
      }
    });
  });

  return { serial, unmodelled: () => unmodelled };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not one of the messages: something that a library printed.
    return undefined;
  }
}
