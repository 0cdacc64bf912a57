import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BareShell, createBareShell } from '../simulator/testing/bare-shell.ts';
import { firedSwitch, startDeadManSwitch } from './dead-man-switch.ts';
import { SWITCH_FILES } from './journal/changes/dead-man-switch.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { type Phone, phoneWith } from './phone.ts';
import { ShellError } from './shell/runner.ts';
import { fakePhone } from './testing/fake-phone.ts';
import { waitUntil } from './testing/wait-until.ts';

const URL = 'http://heartbeat.invalid/secret';
const PROXY = '127.0.0.1:8080';

describe("the dead man's switch", function () {
  this.timeout(20_000);
  let shell: BareShell;
  let phone: Phone;
  let journal: Journal;
  let folder: string;
  /** Whether a recorder is at the other end of the tunnel. */
  let answers: boolean;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-switch-'));
    shell = createBareShell({
      su: 'aosp',
      standIn: (name) =>
        name !== 'nc'
          ? undefined
          : {
              names: ['nc'],
              async run(args, { stdin, out, err }) {
                assert.deepEqual(args, ['127.0.0.1', '8080']);
                const [request] = (await once(stdin, 'data')) as [Buffer];
                assert.match(
                  request.toString(),
                  /^GET http:\/\/heartbeat\.invalid\/secret\?0 HTTP\/1\.1\r\nHost: heartbeat\.invalid\r\nConnection: close\r\n\r\n$/,
                );
                if (answers) out('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nbeat 0\n');
                else err('nc: connect: Connection refused\n');

                return answers ? 0 : 1;
              },
            },
    });
    answers = false;
    const run = async (command: string) => {
      const { code, ...output } = await shell.run(command);
      if (code !== 0) throw new ShellError({ command, exitCode: code, ...output });

      return output;
    };
    phone = phoneWith('bare', { run }, fakePhone().adb, 'aosp');
    journal = await openJournal(phone, folder);
    await phone.asRoot(['settings', 'put', 'global', 'http_proxy', PROXY]);
    await phone.asRoot({
      raw: [
        'iptables -t nat -N leakgate',
        'iptables -t nat -I OUTPUT -o lo -p tcp -j leakgate',
        'ip6tables -N leakgate-refuse',
        'ip6tables -I OUTPUT ! -o lo -j leakgate-refuse',
        'iptables -A OUTPUT -o lo -j ACCEPT',
      ].join(' && '),
    });
  });
  afterEach(async () => {
    shell.stop();
    await rm(folder, { recursive: true });
  });

  const start = () => startDeadManSwitch(phone, journal, { url: URL, speed: 1 });
  const proxy = async () => (await phone.shell(['settings', 'get', 'global', 'http_proxy'])).trim();
  const rules = async () =>
    await phone.asRoot({ raw: 'iptables -t nat -S OUTPUT; iptables -S OUTPUT; ip6tables -S OUTPUT' });
  const pass = async (handsetMs: number) => {
    const until = shell.device.clock.uptime() + handsetMs;
    shell.device.clock.setFast(true);
    await waitUntil(async () => shell.device.clock.uptime() >= until, 'the clock', 15_000);
    shell.device.clock.setFast(false);
  };

  it('removes the proxy and the jumps to our chains if nobody answers for 90 s', async () => {
    await start();
    await pass(60_000);
    assert.equal(await proxy(), PROXY);
    assert.equal(await firedSwitch(phone), undefined);
    await pass(60_000);
    assert.equal(await proxy(), ':0');
    assert.doesNotMatch(await rules(), /leakgate/);
    assert.match(await rules(), /^-A OUTPUT -o lo -j ACCEPT$/m);
    assert.match((await firedSwitch(phone)) ?? '', /removed the proxy itself/);
    assert.deepEqual((await journal.restore()).failed, []);
    assert.equal(await firedSwitch(phone), undefined);
  });

  it('leaves everything as it is while the recorder answers', async () => {
    answers = true;
    await start();
    await pass(200_000);
    assert.deepEqual([await proxy(), await firedSwitch(phone)], [PROXY, undefined]);
  });

  it('writes which processes are frozen, so that a wait needs no su', async () => {
    const group = '/sys/fs/cgroup/uid_10123/pid_4321';
    await phone.asRoot({ raw: `mkdir -p ${group} && echo 0 > ${group}/cgroup.freeze` });
    await start();
    const isFrozen = () => phone.shell({ raw: `grep -c cgroup.freeze:1 ${SWITCH_FILES.frozen} || true` });
    await waitUntil(async () => (await isFrozen()) === '0\n', 'the first states', 5_000);
    await phone.asRoot({ raw: `echo 1 > ${group}/cgroup.freeze` });
    await waitUntil(async () => (await isFrozen()) === '1\n', 'the next states', 5_000);
    assert.deepEqual((await journal.restore()).failed, []);
    assert.equal(await phone.exists(SWITCH_FILES.frozen), false);
  });

  it('starts although marks of an earlier one were left on the phone', async () => {
    const { started, fired } = SWITCH_FILES;
    await phone.asRoot({ raw: `echo 1 old-boot > ${started} && echo fired > ${fired}` });
    await start();
    assert.equal(await firedSwitch(phone), undefined);
    assert.doesNotMatch(await phone.asRoot(['cat', started]), /old-boot/);
  });

  it('rejects if its program does not start', async () => {
    const silent: Phone = {
      ...phone,
      asRoot: (command, options) =>
        phone.asRoot('raw' in command && command.raw.includes('setsid') ? ['true'] : command, options),
    };
    await assert.rejects(
      startDeadManSwitch(silent, journal, { url: URL, speed: 1 }),
      /leakgate-switch\.sh did not start/,
    );
    assert.deepEqual((await journal.restore()).failed, []);
  });

  it('never fires after it is undone', async () => {
    await start();
    await pass(60_000);
    assert.deepEqual((await journal.restore()).failed, []);
    await pass(60_000);
    assert.equal(await proxy(), PROXY);
    assert.equal(shell.system.jobs.list().length, 0);
    assert.match(await rules(), /leakgate/);
  });
});
