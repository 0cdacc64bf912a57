import { outputIfAny, type Phone } from './phone.ts';

/** The phone's default network; null where the phone does not report it. */
export interface NetworkReading {
  /** Whether Android reached its own probe. Jobs that need a network wait for it (AOSP JobInfo.java). */
  validated: boolean | null;
  /** Whether only the probe over HTTP succeeded, not the one over HTTPS (AOSP NetworkMonitor). */
  partial: boolean;
  /**
   * The transport as Android writes it, with the radio where known: `WIFI`, `CELLULAR[LTE]`; `NONE` without a
   * network.
   */
  type: string | null;
  metered: boolean | null;
}

const UNREAD: NetworkReading = { validated: null, partial: false, type: null, metered: null };

export async function readNetwork(phone: Phone): Promise<NetworkReading> {
  const dump = await outputIfAny(phone.shell(['dumpsys', 'connectivity'], { timeoutMs: 30_000 }));

  return dump === undefined ? UNREAD : parseNetwork(dump);
}

/**
 * Reads the default network from `dumpsys connectivity` (AOSP NetworkAgentInfo.toString,
 * NetworkCapabilities.toString).
 */
export function parseNetwork(dump: string): NetworkReading {
  const active = /^Active default network: (\S+)$/m.exec(dump)?.[1];
  if (active === undefined) return UNREAD;
  if (active === 'none') return { validated: false, partial: false, type: 'NONE', metered: null };
  const agent = dump
    .split('\n')
    .find((line) => line.includes(`NetworkAgentInfo`) && namesNetwork(line, active));
  const match = /\bTransports: (\S+) Capabilities: (\S+)/.exec(agent ?? '');
  if (agent === undefined || !match) return UNREAD;
  const [, transports = '', listed = ''] = match;
  const capabilities = new Set(listed.split('&'));
  const radio = /\bMOBILE\[(\w+)\]/.exec(agent)?.[1];

  return {
    validated: capabilities.has('VALIDATED'),
    partial: capabilities.has('PARTIAL_CONNECTIVITY'),
    type: transports === 'CELLULAR' && radio !== undefined ? `CELLULAR[${radio}]` : transports,
    metered: !capabilities.has('NOT_METERED'),
  };
}

/** Android 10 and later write `network{100}`, earlier versions `[WIFI () - 100]`. */
function namesNetwork(line: string, network: string): boolean {
  return line.includes(`network{${network}}`) || line.includes(`- ${network}]`);
}
