import assert from 'node:assert/strict';
import { controlPaths, type PathControl } from './path-control.ts';
import { phoneWith } from './phone.ts';
import { ShellError } from './shell/runner.ts';
import type { HandsetOptions } from '../simulator/device.ts';
import { echo, sharedAuthority } from '../simulator/testing/bare-device.ts';
import { createBareShell } from '../simulator/testing/bare-shell.ts';
import { createNetwork } from '../simulator/net/network.ts';

const UID = 10_123;
const PORTS = { common: 8080, own: 18_081 };

describe('a test request on a simulated handset', () => {
  /** Where a request of a redirected UID arrives. */
  async function reached(options: Partial<HandsetOptions>): Promise<PathControl[]> {
    const shell = createBareShell(options);
    const { device } = shell;
    // The files of a bare shell are read-only; the network only writes its root certificate to them.
    const files = { value: { ...device.files, write: () => undefined } };
    const network = await createNetwork(Object.create(device, { files }), {
      respond: echo,
      authority: sharedAuthority(),
    });
    Object.assign(device, { network });
    for (const [port, owner] of [
      [PORTS.common, ''],
      [PORTS.own, `port of UID ${UID}\n`],
    ] as const)
      device.ports.listen(port, (stream) =>
        stream.once('data', (request: Buffer) => {
          const number = /\?(\d+) HTTP/.exec(request.toString())?.[1];
          stream.end(`HTTP/1.1 200 OK\r\n\r\nbeat ${number}\n${owner}`);
        }),
      );
    const run = async (command: string) => {
      const { code, stdout, stderr } = await shell.run(command);
      if (code !== 0) throw new ShellError({ command, exitCode: code, stdout, stderr });

      return { stdout, stderr };
    };
    const phone = phoneWith('bare', { run }, async () => ({ stdout: '', stderr: '' }), 'aosp');
    try {
      const rule = `-o lo -p tcp -d 127.0.0.1 --dport ${PORTS.common} -m owner --uid-owner ${UID}`;
      await phone.asRoot({
        raw: `iptables -w -t nat -A OUTPUT ${rule} -j REDIRECT --to-ports ${PORTS.own}`,
      });

      return await controlPaths(phone, [UID], {
        url: 'http://heartbeat.invalid/ab12',
        proxyPort: PORTS.common,
      });
    } finally {
      shell.stop();
      await network.stop();
    }
  }

  for (const [options, end, printed] of [
    [{}, 'own', ''],
    [{ brokenRedirect: true }, 'other', ''],
    [{ loopbackBlocked: true }, 'none', 'nc: connect: Operation not permitted'],
  ] as const)
    it(`reaches '${end}' with ${JSON.stringify(options)}`, async () =>
      assert.deepEqual(await reached(options), [{ uid: UID, reached: end, printed }]));
});
