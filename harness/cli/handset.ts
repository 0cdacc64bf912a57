import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { forgetHandsetLedger } from '../evidence/handset-ledger.ts';
import type { ExitCode } from '../model/exit.ts';
import { refuseIneffective } from './ineffective-options.ts';
import { Fault, invariant, reasonOf } from '../model/fault.ts';
import { androidOf, contradiction, type SimulatedTrait, simulatedTraits } from '../model/handset.ts';
import { createInternet } from '../origins/internet.ts';
import { packetCounters, suKinds } from '../simulator/device.ts';
import { startHandset, type RunningHandset } from '../simulator/handset.ts';
import { COMMAND_PREFIX, createCommandLog } from '../simulator/shell/command-log.ts';
import { ledgerFolder } from '../runner/state.ts';
import { readResponders, readSdks } from '../tables/sdks.ts';

export interface HandsetStartOptions {
  android?: number;
  port?: number;
  speed?: number;
  /** The kind of `su`: `aosp`, `magisk` or `kernelsu`. */
  su?: string;
  /** False for a phone without root. */
  root?: boolean;
  /** Names of {@link simulatedTraits}. */
  with?: readonly string[];
  /** A file with the certificate of a CA that the handset's user has installed. */
  userCa?: string;
  json?: boolean;
  /** Write command lines to stderr, each as a JSON string after {@link COMMAND_PREFIX}. */
  logCommands?: boolean;
  untilStdinCloses?: boolean;
}

/** Emulators in CI take 0.3 to 0.8 s for a command. */
const SLOW_COMMAND_MS = 500;
/** Ports on which adb looks for emulators. */
const EMULATOR_PORTS = { first: 5555, last: 5585 };

/**
 * `handset start`: runs a simulated handset until a signal, or until stdin closes if requested. With `json`, prints one line
 * when adb may connect, `{"event":"ready",...}`, and one at the end, `{"event":"stopped","unmodelled":[...]}`.
 */
export async function startHandsetCommand(options: HandsetStartOptions): Promise<ExitCode> {
  const stopped = stopRequest(options.untilStdinCloses === true);
  const handset = await start(options);
  const printEvent = (event: Record<string, unknown>, text: string): void => {
    if (options.json === true) process.stdout.write(`${JSON.stringify(event)}\n`);
    process.stderr.write(`${text}\n`);
  };
  const { serial, port } = handset;
  // The port is part of the serial. An earlier handset with this port was another phone, so its ledger does not apply.
  forgetHandsetLedger(ledgerFolder(), serial);
  printEvent(
    { event: 'ready', serial, port },
    `the simulated handset is ready; connect to it with: adb connect ${serial}`,
  );

  const interrupted = await stopped;
  const { unmodelled } = await handset.stop();
  const list = unmodelled.map(({ kind, what, times }) => `  ${kind}: ${what} (${times}x)`);
  printEvent(
    { event: 'stopped', unmodelled },
    [
      'simulated handset stopped',
      ...(list.length > 0
        ? ['requests that the simulated handset refused because it does not model them:', ...list]
        : []),
    ].join('\n'),
  );

  return interrupted ? 130 : 0;
}

async function start(options: HandsetStartOptions): Promise<RunningHandset> {
  const { port, speed, root = true } = options;
  const traits = (options.with ?? []).map(traitOf);
  const android = options.android ?? androidOf(traits);
  checkTraits(traits, options);
  const has = (trait: SimulatedTrait) => traits.includes(trait);
  const named =
    options.su ??
    suKinds.find((kind) => kind !== 'aosp' && has(kind)) ??
    (has('su-prompt') ? 'magisk' : 'aosp');
  const su = suKinds.find((kind) => kind === named);
  if (!su)
    throw new Fault(`--su ${named}: the simulated handset has no such variant of su`, {
      fix: `Use one of ${suKinds.join(', ')}.`,
    });
  if (port !== undefined && port >= EMULATOR_PORTS.first && port <= EMULATOR_PORTS.last)
    throw new Fault(
      `--port ${port}: adb would take the simulated handset for an emulator, because it looks for emulators on this port`,
      {
        fix: `Use a port outside ${EMULATOR_PORTS.first}-${EMULATOR_PORTS.last}.`,
      },
    );
  refuseIneffective([
    {
      option: '--su',
      isGiven: options.su !== undefined,
      hasEffect: root && !has('no-root'),
      because: 'a handset without root has no su',
      fix: 'leave --su or --no-root out',
    },
  ]);
  const responders = await readResponders(await readSdks());
  const internet = createInternet({ responders });
  const userCa = await readUserCa(options.userCa, has('user-ca'));
  try {
    return await startHandset({
      ...(android === undefined ? {} : { android }),
      ...(port === undefined ? {} : { port }),
      ...(speed === undefined ? {} : { speed }),
      su,
      ...(userCa === undefined ? {} : { userCa }),
      rooted: root && !has('no-root'),
      brokenRedirect: has('break-redirect'),
      loopbackBlocked: has('loopback-blocked'),
      multiSim: has('multi-sim'),
      brokenCounters: packetCounters.filter((counter) => has(`break-${counter}`)),
      miui: has('miui') ? 'open' : has('miui-locked') ? 'locked' : undefined,
      suPrompt: has('su-prompt'),
      commandMs: has('slow') ? SLOW_COMMAND_MS : 0,
      lateHelpers: has('late-helpers'),
      busy: has('busy'),
      googlePlay: has('google-play'),
      linux: has('linux'),
      network: {
        validated: !has('unvalidated'),
        metered: has('metered'),
      },
      respond: (request) => internet.respond(request),
      ...(options.logCommands === true && {
        onService: createCommandLog(
          (line) => void process.stderr.write(`${COMMAND_PREFIX}${JSON.stringify(line)}\n`),
        ),
      }),
      onUnmodelled: (line) => process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    throw new Fault(`port ${port} of 127.0.0.1 is in use`, {
      fix: 'Use another --port, or omit --port to get a free port.',
      cause: error,
    });
  }
}

/** PEM. Throws a Fault for a file that is not a certificate, or if there is none. */
async function readUserCa(file: string | undefined, isNeeded: boolean): Promise<string | undefined> {
  if (file === undefined) {
    invariant(!isNeeded, '--with user-ca does not say which CA', 'use --user-ca FILE instead');

    return undefined;
  }
  try {
    return new X509Certificate(await readFile(file)).toString();
  } catch (error) {
    throw new Fault(`--user-ca ${file} is not a certificate: ${reasonOf(error)}`, { cause: error });
  }
}

function checkTraits(traits: readonly SimulatedTrait[], { android }: HandsetStartOptions): void {
  const named = androidOf(traits);
  const both =
    android !== undefined && named !== undefined && android !== named
      ? [`--android ${android}`, `--with android-${named}`]
      : contradiction(traits);
  if (both) throw new Fault(`no handset has both ${both.join(' and ')}`, { fix: 'name one of them' });
}

function traitOf(text: string): SimulatedTrait {
  const trait = simulatedTraits.find((known) => known === text);
  invariant(
    trait,
    `a simulated handset has no trait '${text}'`,
    `the traits are ${simulatedTraits.join(', ')}`,
  );

  return trait;
}

/**
 * Resolves when the handset must stop, to whether Ctrl-C caused it. Listens from the start, so that no early signal
 * is lost.
 */
async function stopRequest(whenStdinCloses: boolean): Promise<boolean> {
  const interrupted = once(process, 'SIGINT').then(() => true);
  const ended = (['SIGTERM', 'SIGHUP'] as const).map((signal) => once(process, signal).then(() => false));
  if (whenStdinCloses) {
    process.stdin.resume();
    ended.push(once(process.stdin, 'close').then(() => false));
  }

  return await Promise.race([interrupted, ...ended]);
}
