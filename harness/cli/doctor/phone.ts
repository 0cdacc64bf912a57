import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { findAndroidSdk, type Machine, thisMachine } from '../../../bin/environment.mjs';
import { asUser, probeRootWith } from '../../handset/shell/root.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { Diagnosis } from './diagnosis.ts';

const run = promisify(execFile);
const LIMIT_MS = 20_000;

type Adb = (...args: string[]) => Promise<string>;

/**
 * Examines a phone through adb, by its serial. Uses the running adb server, or starts one and stops it again.
 */
export async function examinePhone(serial: string, machine: Machine = thisMachine()): Promise<Diagnosis[]> {
  const sdk = findAndroidSdk(machine);
  if (!sdk)
    return [
      {
        what: `handset ${serial}`,
        state: 'missing',
        text: 'the handset cannot be checked without adb',
        fix: [],
      },
    ];
  const port = Number(machine.env['ANDROID_ADB_SERVER_PORT'] ?? 5037);
  const adb: Adb = async (...args) => {
    try {
      const { stdout } = await run(sdk.adb, ['-P', String(port), ...args], {
        timeout: LIMIT_MS,
        env: machine.env,
      });

      return stdout.trim();
    } catch (error) {
      throw new Fault(`adb ${args.join(' ')} failed: ${reasonOf(error)}`, { cause: error });
    }
  };
  const startedHere = !(await isListening(port));
  try {
    return await examineWithAdb(adb, serial);
  } finally {
    if (startedHere) await adb('kill-server');
  }
}

async function examineWithAdb(adb: Adb, serial: string): Promise<Diagnosis[]> {
  const what = `handset ${serial}`;
  const attached = (await adb('devices'))
    .split('\n')
    .slice(1)
    .filter((line) => line.includes('\t'));
  const states = new Map(attached.map((line) => line.split('\t') as [string, string]));
  const state = states.get(serial);
  if (state !== 'device') {
    const others = [...states.keys()].join(', ') || 'none';
    const text =
      state === undefined ? `adb does not list this handset (it lists: ${others})` : `adb says: ${state}`;

    return [
      {
        what,
        state: 'missing',
        text,
        fix: [FIXES[state ?? 'absent'] ?? 'unplug the phone and plug it in again'],
      },
    ];
  }

  return examineAttached((...args) => adb('-s', serial, 'shell', ...args), serial);
}

const FIXES: Record<string, string> = {
  absent: 'plug the phone in and switch on USB debugging; for a phone on the network: adb connect HOST:PORT',
  unauthorized: 'unlock the phone and allow USB debugging from this computer',
  offline: 'unplug the phone and plug it in again; if that does not help: adb kill-server',
};

/** Examines a phone that adb can reach, by its shell. */
export async function examineAttached(shell: Adb, serial: string): Promise<Diagnosis[]> {
  const property = (name: string) => shell('getprop', name);
  const [model, android, sdk, simulated, proxy, privateDns] = await Promise.all([
    property('ro.product.model'),
    property('ro.build.version.release'),
    property('ro.build.version.sdk'),
    property('ro.leakgate.simulated'),
    shell('settings', 'get', 'global', 'http_proxy'),
    shell('settings', 'get', 'global', 'private_dns_mode'),
  ]);
  const root = await rootOf(shell);
  const proxied = !['null', '', ':0'].includes(proxy);

  return [
    {
      what: `handset ${serial}`,
      state: 'fine',
      text: `${model}, Android ${android} (SDK ${sdk})${simulated === '1' ? ', simulated' : ''}`,
      fix: [],
    },
    root === null
      ? {
          what: 'root',
          state: 'optional',
          text: 'not rooted: verdicts for browsers that do not trust a user-installed CA will be inconclusive',
          fix: [],
        }
      : { what: 'root', state: 'fine', text: root, fix: [] },
    proxied
      ? {
          what: 'proxy',
          state: 'optional',
          text: `set to ${proxy}`,
          fix: [`if an earlier run set this proxy: leakgate restore --handset ${serial}`],
        }
      : { what: 'proxy', state: 'fine', text: 'none set', fix: [] },
    dnsOf(privateDns, simulated === '1'),
  ];
}

/** What a run can see of the phone's DNS. On a phone, netd sends the questions of all apps to the network's resolver. */
function dnsOf(mode: string, simulated: boolean): Diagnosis {
  const off = mode === 'off' ? '' : 'Private DNS is on; a run turns it off and back. ';
  const text = simulated
    ? `${off}DNS questions are counted for each app`
    : `${off}DNS questions of apps are not recorded: a clean verdict has the limit dns-unseen`;

  return { what: 'DNS', state: simulated ? 'fine' : 'optional', text, fix: [] };
}

/** How the phone gives root, for a reader; null if it does not. */
async function rootOf(shell: Adb): Promise<string | null> {
  const dialect = await probeRootWith(shell);

  return dialect === null ? null : `by ${asUser(dialect, 'COMMAND', 0)}`;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
