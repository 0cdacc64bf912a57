import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { SimulatedTrait } from '../../model/handset.ts';
import { projectRoot } from '../project.ts';
import type { AdbServer } from './adb-server.ts';
import { type KeptProcess, startKeptProcess } from './kept-process.ts';

const READY_LIMIT_MS = 60_000;
/** How long a handset that has ended may take until its last output is read. */
const OUTPUT_LIMIT_MS = 2000;
/** The log line that the handset writes at the first of equal requests. */
const UNMODELLED_LINE = /^not modelled: (\S+) (.+)$/gm;

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
  /**
   * Stops the handset, if it has not ended before.
   * @returns the commands that the handset got and does not model; of a handset that was killed, those in its log, once each
   * @throws {Fault} if they are not known: the handset was killed and its log cannot be read
   */
  stop(): Promise<Unmodelled>;
}

/** Starts a simulated handset as a process of its own and connects the adb server to it. */
export async function startSimulatedHandset(options: {
  speed: number;
  /** Traits in which it differs from the default handset. */
  traits: readonly SimulatedTrait[];
  adb: AdbServer;
  logFile: string;
  tempDir: string;
  /** PEM of the CA of the run, for the trait `user-ca`. */
  ca?: string;
  /** The program to start. */
  program?: string;
}): Promise<SimulatedHandset> {
  const hasUserCa = options.traits.includes('user-ca');
  const caFile = join(options.tempDir, 'user-ca.pem');
  if (hasUserCa) await writeFile(caFile, options.ca ?? '');
  const process = await startKeptProcess({
    name: 'simulated handset',
    command: globalThis.process.execPath,
    args: [
      options.program ?? join(projectRoot, 'bin/leakgate.mjs'),
      'handset',
      'start',
      '--speed',
      String(options.speed),
      '--json',
      '--log-commands',
      ...options.traits.flatMap((trait) => (trait === 'user-ca' ? [] : ['--with', trait])),
      ...(hasUserCa ? ['--user-ca', caFile] : []),
    ],
    // A handset that was killed leaves files in this folder, which is removed with the run.
    env: { ...globalThis.process.env, TMPDIR: options.tempDir },
    logFile: options.logFile,
    readStdout: true,
  });
  const messages = readMessages(process, options.logFile);
  try {
    const serial = await messages.serial;
    await options.adb.adb('connect', serial);

    return {
      serial,
      process,
      async stop() {
        await process.stop();
        await Promise.race([process.outputRead, sleep(OUTPUT_LIMIT_MS)]);

        return messages.unmodelled() ?? (await unmodelledInLog(options.logFile, serial));
      },
    };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** The commands in the log of a handset that was killed before it could list them. */
async function unmodelledInLog(logFile: string, serial: string): Promise<Unmodelled> {
  try {
    const log = await readFile(logFile, 'utf8');

    return [...log.matchAll(UNMODELLED_LINE)].map(([, kind = '', what = '']) => ({ kind, what, times: 1 }));
  } catch (error) {
    throw new Fault(
      `simulated handset ${serial} ended early, and which commands it does not model is not known: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * Reads the handset's messages: its serial once it is ready, and at its end the commands that it does not model. These are
 * undefined for a handset that was killed.
 */
function readMessages(
  process: KeptProcess,
  logFile: string,
): { serial: Promise<string>; unmodelled(): Unmodelled | undefined } {
  let unmodelled: Unmodelled | undefined;
  const serial = new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(limit);
      reject(new Fault(`${why}; its log is ${logFile}`));
    };
    const limit = setTimeout(
      () => fail(`the simulated handset was not ready within ${READY_LIMIT_MS / 1000} s`),
      READY_LIMIT_MS,
    );
    void process.ended.then(() => fail('the simulated handset ended right after its start'));
    if (!process.stdout) return fail('the simulated handset has no stdout');
    createInterface({ input: process.stdout }).on('line', (line) => {
      const message = messageSchema.safeParse(parseLine(line));
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

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not a message of the handset: a library printed this line.
    return undefined;
  }
}
