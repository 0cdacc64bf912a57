import type { Phone } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';

/**
 * A reverse tunnel from a port of the phone's loopback to a port of the local machine. It ends with adb's connection.
 */
export const tunnel: ChangeKind<'tunnel'> = {
  kind: 'tunnel',
  describe: (change) => `reverse tunnel of port ${change.devicePort}`,
  async undo(phone, change) {
    if ((await readTunnels(phone)).has(change.devicePort))
      await phone.adb(['reverse', '--remove', `tcp:${change.devicePort}`]);
  },
  async verify(phone, change) {
    const remote = (await readTunnels(phone)).get(change.devicePort);

    return remote === undefined
      ? undefined
      : `port ${change.devicePort} of the phone still has a tunnel to ${remote}`;
  },
};

/** The phone's reverse tunnels: the target of each port, such as `tcp:5000`. */
export async function readTunnels(phone: Phone): Promise<Map<number, string>> {
  const { stdout } = await phone.adb(['reverse', '--list']);
  const targets = new Map<number, string>();
  for (const [, port, remote] of stdout.matchAll(/\btcp:(\d+)\s+(\S+)/g))
    if (remote !== undefined) targets.set(Number(port), remote);

  return targets;
}
