import type { Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/** A reverse tunnel: a port of the phone's loopback that leads to a port beside the phone. It dies with the connection. */
export const tunnel: ChangeKind<'tunnel'> = {
  kind: 'tunnel',
  describe: (change) => `reverse tunnel of port ${change.devicePort}`,
  async undo(phone, change) {
    if ((await tunnels(phone)).has(change.devicePort))
      await phone.adb(['reverse', '--remove', `tcp:${change.devicePort}`]);
  },
  async verify(phone, change) {
    const remote = (await tunnels(phone)).get(change.devicePort);

    return remote === undefined ? undefined : `port ${change.devicePort} still leads to ${remote}`;
  },
};

/** The phone's reverse tunnels: where each port leads, e.g. `tcp:5000`. */
export async function tunnels(phone: Phone): Promise<Map<number, string>> {
  const { stdout } = await phone.adb(['reverse', '--list']);
  const found = new Map<number, string>();
  for (const [, port, remote] of stdout.matchAll(/\btcp:(\d+)\s+(\S+)/g))
    if (remote !== undefined) found.set(Number(port), remote);

  return found;
}
