import { connect } from 'node:net';
import { findAndroidSdk } from '../../../bin/environment.mjs';
import { Fault } from '../../model/fault.ts';
import { type HandsetChoice, parseHandsets } from '../../runner/handset-choice.ts';
import { userAdbServer } from '../../runner/launch/adb-server.ts';
import { requireAvd } from '../../runner/launch/emulator.ts';
import { requireAttached } from '../../runner/launch/pool.ts';
import { type Problem, problemsOf } from './problem.ts';

const CONNECT_LIMIT_MS = 1_000;

/** Phones that are not attached, AVDs that do not exist, and simulated handsets that do not run. */
export async function handsetProblems(handsets: readonly string[]): Promise<Problem[]> {
  const { choices } = parseHandsets(handsets);
  const others = await Promise.all(choices.map((choice) => problemsOf(() => checkOther(choice))));
  const serials = choices.flatMap((choice) => (choice.kind === 'serial' ? [choice.serial] : []));

  return [...others.flat(), ...(await serialProblems(serials))];
}

async function checkOther(choice: HandsetChoice): Promise<void> {
  if (choice.kind === 'emulator') await requireAvd(choice.avd);
  if (choice.kind === 'simulated' && choice.port !== undefined && !(await answers(choice.port)))
    throw new Fault(`--handset sim@${choice.port}: no simulated handset runs on this port`, {
      fix: `start one with: leakgate handset start --port ${choice.port}`,
    });
}

async function serialProblems(serials: readonly string[]): Promise<Problem[]> {
  const sdk = findAndroidSdk();
  // Without adb, the missing adb is the problem.
  if (serials.length === 0 || !sdk) return [];
  const adb = await userAdbServer(sdk.home);
  try {
    const problems = await Promise.all(
      serials.map((serial) => problemsOf(() => requireAttached(adb, serial))),
    );

    return problems.flat();
  } finally {
    await adb.stop();
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: CONNECT_LIMIT_MS });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
