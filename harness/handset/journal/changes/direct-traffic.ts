import { DIRECT_TABLES } from '../../direct/rules.ts';
import { rulesOfChain } from '../../iptables-chain.ts';
import { removeLines } from '../../iptables-rules.ts';
import { runAllSteps } from '../../phone.ts';
import type { ChangeKind } from '../kind.ts';
import { readTunnels } from './tunnel.ts';

/** The harness's chains that redirect and refuse what apps send without the proxy, and their tunnels; a reboot removes them. */
export const directTraffic: ChangeKind<'direct-traffic'> = {
  kind: 'direct-traffic',
  describe: ({ tunnels }) =>
    `redirect of connections without the proxy of UIDs ${[...new Set(tunnels.map(({ uid }) => uid))].join(', ')}`,
  async undo(phone, { tunnels }) {
    const open = await readTunnels(phone);
    await runAllSteps([
      // A step fails if the run crashed before it made that rule or chain; `verify` reports a chain that is left.
      ...DIRECT_TABLES.flatMap(({ command, chain, hook }) =>
        removeLines(
          [command],
          [
            ['-D', ...hook],
            ['-F', chain],
            ['-X', chain],
          ],
        ).map((raw) => async () => await phone.asRoot({ raw })),
      ),
      ...tunnels
        .filter(({ devicePort }) => open.has(devicePort))
        .map(
          ({ devicePort }) =>
            async () =>
              await phone.adb(['reverse', '--remove', `tcp:${devicePort}`]),
        ),
    ]);
  },
  async verify(phone, { tunnels }) {
    for (const { command, chain } of DIRECT_TABLES)
      if ((await rulesOfChain(phone, [...command, '-S', chain])) !== undefined)
        return `the iptables chain ${chain} still exists`;
    const open = await readTunnels(phone);
    const left = tunnels.find(({ devicePort }) => open.has(devicePort));

    return left && `port ${left.devicePort} of the phone still has a tunnel to ${open.get(left.devicePort)}`;
  },
};
