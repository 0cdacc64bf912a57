import assert from 'node:assert/strict';
import { probeRoot } from '../../handset/shell/root.ts';
import { failureOf, type ShellRunner } from '../../handset/shell/runner.ts';
import type { SuKind } from '../device.ts';
import { createBareShell } from '../testing/bare-shell.ts';
import { type NamespacePhone, startNamespace } from './namespace.ts';
import { skipWithoutNamespace } from './testing/skip.ts';

const SHELL = 2000;

/**
 * What each form prints, with ` / ` between lines, or its exit code if it fails. Sources: AOSP system/extras/su/su.cpp, Magisk
 * native/src/core/su/su.cpp, KernelSU userspace/ksud/src/su.rs.
 */
const FORMS: [form: string, aosp: string, magisk: string, kernelsu: string][] = [
  ['su 0 id -u', '0', 'exit 2', 'exit 255'],
  ['su root id -u', '0', 'exit 2', 'exit 255'],
  ["su 0 sh -c 'id -u'", '0', '0', '0'],
  ["su -c 'id -u'", 'exit 1', '0', '0'],
  ["su -M -c 'id -u'", 'exit 1', '0', '0'],
  ["su --mount-master -c 'id -u'", 'exit 1', '0', '0'],
  ['su -c id -u', 'exit 1', '0', '0'],
  // The user after -c is an argument of the command, which runs as root.
  ["su -c 'id -u' 2000", 'exit 1', '2000', '2000'],
  ["su -M -c 'id -u; :' 10123", 'exit 1', '0', '0'],
  ["su -M -c 'echo a; id -u' 10123", 'exit 1', 'a / 10123', 'a / 10123'],
  ["su 10123 -c 'id -u; id -g'", 'exit 1', '10123 / 10123', '10123 / 10123'],
  ["su 10123 sh -c 'id -u; id -g'", '10123 / 10123', '10123 / 10123', '10123 / 10123'],
  [
    "su -M -g 10123 -G 3003 10123 -c 'id -u; id -g; id -G'",
    'exit 1',
    '10123 / 10123 / 10123 3003',
    '10123 / 10123 / 10123 3003',
  ],
  // Magisk and KernelSU do not know this list of groups, and run the command as root.
  ["su 10123,10123,3003 sh -c 'id -u'", '10123', '0', '0'],
  ["su - root -c 'id -u'", 'exit 1', '0', '0'],
  ["su nosuch -c 'id -u'", 'exit 1', '0', '0'],
  ['su -v', 'exit 1', '28.1:MAGISKSU', '1.0.3:KernelSU'],
  ["su -c 'exit 7'", 'exit 1', 'exit 7', 'exit 7'],
  ["su 0 sh -c 'exit 7'", 'exit 7', 'exit 7', 'exit 7'],
  ['echo id -u | su', '0', '0', '0'],
  ['echo id -u | su 10123', '10123', '10123', '10123'],
  ['su -x -c id', 'exit 1', 'exit 2', 'exit 255'],
];

describe('su in a namespace, under real UIDs', function () {
  this.timeout(120_000);
  let phone: NamespacePhone;

  before(async function () {
    skipWithoutNamespace(this);
    phone = await startNamespace();
  });
  after(() => phone?.stop());

  for (const [at, su] of (['aosp', 'magisk', 'kernelsu'] as const).entries()) {
    it(`has the forms of ${su}`, async () => {
      for (const [form, ...expected] of FORMS) assert.equal(await resultOf(form, su), expected[at], form);
    });

    it(`gives the harness root and other users with the su of ${su}`, async () => {
      assert.equal(await probeRoot(runnerFor(su)), su === 'aosp' ? 'aosp' : 'managed-global');
    });

    it(`agrees with the simulated su of ${su}`, async () => {
      const own = createBareShell({ su });
      // `id -G`: the simulated handset does not keep the caller's groups. An unknown user of Magisk is not modelled.
      for (const [form] of FORMS.filter(([text]) => !/nosuch|3003|--/.test(text))) {
        const { code, stdout } = await own.run(form);
        assert.equal(shown(code, stdout), await resultOf(form, su), form);
      }
      own.stop();
    });
  }

  it('refuses every other user', async () => {
    for (const su of ['aosp', 'magisk', 'kernelsu'] as const)
      assert.notEqual((await phone.run(10_123, 'su 0 id -u', { su })).code, 0, su);
    assert.equal((await phone.run(SHELL, 'su 0 id -u')).code, 127, 'a phone without su');
  });

  it('has mounts of its own in the isolated mode of Magisk, except with -M', async () => {
    const store = '/system/etc/security/cacerts';
    const see = `ls ${store} | wc -l`;
    const run = async (line: string) =>
      (await phone.run(SHELL, line, { su: 'magisk' })).stdout.trim().split('\n');
    await phone.run(0, `echo isolate > /data/local/tmp/su-mnt`);
    const before = await run(see);
    assert.deepEqual(
      await run(`su -c 'mount -t tmpfs tmpfs ${store} && touch ${store}/a && ${see}'; ${see}`),
      ['1', ...before],
    );
    assert.deepEqual(
      await run(`su -M -c 'mount -t tmpfs tmpfs ${store} && touch ${store}/a ${store}/b && ${see}'; ${see}`),
      ['2', '2'],
    );
    assert.deepEqual(await run(`su -M -c 'umount ${store}'; ${see}`), before);
  });

  async function resultOf(form: string, su: SuKind): Promise<string> {
    const { code, stdout } = await phone.run(SHELL, form, { su });

    return shown(code, stdout);
  }

  function runnerFor(su: SuKind): ShellRunner {
    return {
      async run(command, timeoutMs) {
        const { code, stdout, stderr } = await phone.run(SHELL, command, { su, timeoutMs });
        if (code !== 0) throw failureOf({ command, exitCode: code, stdout, stderr });

        return { stdout, stderr };
      },
    };
  }
});

function shown(code: number, stdout: string): string {
  return code === 0 ? stdout.trim().replaceAll('\n', ' / ') : `exit ${code}`;
}
