import assert from 'node:assert/strict';
import { createPacketFilters } from '../system/packet-filter/packet-filter.ts';
import { createBareShell, type BareShell } from '../testing/bare-shell.ts';
import { packetCounters, type PacketCounter } from '../device.ts';
import { countConnection } from './connection.ts';
import { createLoopbackPair } from '../adbd/loopback.ts';

const UID = 10_123;

/** A handset whose browser talks to 198.18.0.1:443 and to the proxy. */
function talking(broken: readonly PacketCounter[] = []): { shell: BareShell; hangUp: () => void } {
  const shell = createBareShell({ brokenCounters: broken });
  const { packetLog } = shell.device;
  Object.assign(shell.device, { network: { type: 'WIFI', metered: false } });
  const flows = [
    { iface: 'wlan0', remoteAddress: '198.18.0.1', remotePort: 443, family: 4 },
    { iface: 'wlan0', remoteAddress: '2001:db8::7', remotePort: 443, family: 6 },
    { iface: 'lo', remoteAddress: '127.0.0.1', remotePort: 8080, family: 4 },
  ] as const;
  const connections = flows.map((flow) =>
    countConnection(
      createLoopbackPair()[0],
      { uid: UID, ...flow },
      { packetLog, packetFilters: createPacketFilters(packetLog) },
    ),
  );
  for (const connection of connections) connection.write(Buffer.alloc(100));

  return { shell, hangUp: () => connections.forEach((connection) => connection.destroy()) };
}

/** What each counter reports about the browser, as it prints it. */
const reports: Record<PacketCounter, (shell: BareShell) => Promise<string[]>> = {
  iptables: async (shell) => {
    const { stdout } = await shell.run('su 0 iptables -t mangle -S OUTPUT -v');

    return /^-P OUTPUT ACCEPT -c [1-9]/.exec(stdout) ?? [];
  },
  netstats: async (shell) => {
    const { stdout } = await shell.run('dumpsys netstats detail');

    return stdout.match(new RegExp(`^ +\\d+ \\w+ 0x0 ${UID} .*$`, 'gm')) ?? [];
  },
  'proc-net': async (shell) => {
    const { stdout } = await shell.run('cat /proc/net/tcp /proc/net/tcp6');

    return stdout.split('\n').filter((line) => line.includes(` ${UID} `));
  },
};

describe("the handset's packet counters", () => {
  let shell: BareShell;
  afterEach(() => shell.stop());

  it('count by interface and UID, and move the counts to the history in a poll', async () => {
    ({ shell } = talking());
    const rows = await reports.netstats(shell);
    // Handshake, segment: 3 packets out, one in for each, of 52 and 72 bytes and 100 of payload.
    assert.deepEqual(rows, [`    24 wlan0 0x0 ${UID} 0 248 4 572 6`, `    1 lo 0x0 ${UID} 0 104 2 256 3`]);
    await shell.run('dumpsys netstats --poll');
    assert.deepEqual(await reports.netstats(shell), []);
    const { stdout } = await shell.run('dumpsys netstats detail');
    assert.match(
      stdout,
      new RegExp(
        `uid=${UID} set=DEFAULT tag=0x0\\n.*bucketDuration=7200\\n +st=\\d+ rb=248 rp=4 tb=572 tp=6 op=0`,
      ),
    );
    assert.match(stdout, new RegExp(`mAppUidStatsMap:\\n.*\\n +${UID} 352 6 828 9\\n`));
  });

  it('list open sockets with their UID, and those in TIME_WAIT without', async () => {
    const talk = talking();
    ({ shell } = talk);
    const rows = await reports['proc-net'](shell);
    assert.equal(rows.length, 3);
    assert.match(rows[0] ?? '', /^ {3}0: 0A01A8C0:[0-9A-F]{4} 010012C6:01BB 01 .* 10123 {8}0 \d+ 1 /);
    assert.match(rows[1] ?? '', /^ {3}1: 0100007F:[0-9A-F]{4} 0100007F:1F90 01 /);
    assert.match(rows[2] ?? '', /B80D0120000000000000000007000000:01BB 01 /);
    talk.hangUp();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await reports['proc-net'](shell), []);
    assert.match((await shell.run('cat /proc/net/tcp')).stdout, /010012C6:01BB 06 .* {5}0 {8}0 0 /);
  });

  for (const counter of packetCounters)
    it(`break only ${counter}`, async () => {
      ({ shell } = talking([counter]));
      for (const each of packetCounters)
        assert.equal((await reports[each](shell)).length > 0, each !== counter, each);
    });
});
