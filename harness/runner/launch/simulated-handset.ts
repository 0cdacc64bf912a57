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

export interface SimulatedHandset {
  serial: string;
  process: KeptProcess;
  /** What was asked of it and is not modelled; known once it stopped of its own accord. */
  stop(): Promise<{ kind: string; what: string; times: number }[]>;
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
      ...options.traits.flatMap((trait) => ['--with', trait]),
    ],
    // Whatever a handset that is killed leaves behind lies there, and goes with the run.
    env: { ...globalThis.process.env, TMPDIR: options.tempDir },
    logFile: options.logFile,
    readStdout: true,
  });
  let unmodelled: { kind: string; what: string; times: number }[] = [];
  const ready = new Promise<{ serial: string }>((resolve, reject) => {
    const limit = setTimeout(
      () =>
        reject(
          new Fault(
            `the simulated handset was not ready within ${READY_LIMIT_MS / 1000} s; its log is ${options.logFile}`,
          ),
        ),
      READY_LIMIT_MS,
    );
    void process.ended.then(() =>
      reject(
        new Fault(`the simulated handset ended as soon as it was started; its log is ${options.logFile}`),
      ),
    );
    if (!process.stdout) return reject(new Fault('the simulated handset has no stdout'));
    createInterface({ input: process.stdout }).on('line', (line) => {
      const message = messageSchema.safeParse(parsed(line));
      if (!message.success) return;
      if (message.data.event === 'stopped') unmodelled = message.data.unmodelled;
      else {
        clearTimeout(limit);
        resolve(message.data);
      }
    });
  });
  try {
    const { serial } = await ready;
    await options.adb.adb('connect', serial);

    return {
      serial,
      process,
      async stop() {
        await process.stop();

        return unmodelled;
      },
    };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not one of the messages: something that a library printed.
    return undefined;
  }
}
