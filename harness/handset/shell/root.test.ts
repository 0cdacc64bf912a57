import assert from 'node:assert/strict';
import { createBareShell } from '../../simulator/testing/bare-shell.ts';
import { asUser, probeRoot, type RootDialect } from './root.ts';
import { HandsetLost, ShellError, type ShellRunner } from './runner.ts';

describe('probeRoot and asUser', () => {
  /** A phone on which a line that begins like this runs as root, or as the user in it. */
  const phoneWith = (begin: string, version?: string): ShellRunner => ({
    run: async (line) => {
      if (line === 'id -u; : || true') return { stdout: '2000\n', stderr: '' };
      if (line === 'su -v || true' && version !== undefined) return { stdout: `${version}\n`, stderr: '' };
      if (!line.startsWith(begin))
        throw new ShellError({ command: line, exitCode: 1, stdout: '', stderr: 'su: invalid uid/gid' });

      return { stdout: /^su .*\b2000\b/.test(line) ? '2000\n' : '0\n', stderr: '' };
    },
  });
  const rows: [begin: string, version: string | undefined, dialect: RootDialect | null][] = [
    ['su -M', '28.1:MAGISKSU', 'managed-global'],
    ['su -M', '1.0.3:KernelSU', 'managed-global'],
    ['su', undefined, 'aosp'],
    ['su -M', undefined, 'managed-global'],
    ['nothing', undefined, null],
  ];
  for (const [begin, version, dialect] of rows)
    it(`find ${dialect ?? 'no root'} if \`${begin}\` works and \`su -v\` prints ${version ?? 'nothing'}`, async () => {
      assert.equal(await probeRoot(phoneWith(begin, version)), dialect);
    });

  it('refuse a form that runs the lines of other users as root', async () => {
    const careless: ShellRunner = {
      run: async (line) => ({ stdout: line.startsWith('su') ? '0\n' : '2000\n', stderr: '' }),
    };
    assert.equal(await probeRoot(careless), null);
  });

  for (const [su, dialect] of [
    ['aosp', 'aosp'],
    ['magisk', 'managed-global'],
    ['kernelsu', 'managed-global'],
  ] as const)
    it(`find ${dialect} with the su of ${su} on a simulated handset, and run lines as any user`, async () => {
      const shell = createBareShell({ su });
      const runner: ShellRunner = {
        run: async (command) => {
          const { code, ...output } = await shell.run(command);
          if (code !== 0) throw new ShellError({ command, exitCode: code, ...output });

          return output;
        },
      };
      assert.equal(await probeRoot(runner), dialect);
      for (const uid of [0, 2000, 10_123])
        assert.equal((await shell.run(asUser(dialect, "id -u; echo 'a  b'", uid))).stdout, `${uid}\na  b\n`);
      assert.deepEqual(shell.device.unmodelled.list(), []);
      shell.stop();
    });

  it('need no su if the shell is root', async () => {
    const root: ShellRunner = { run: async () => ({ stdout: '0\n', stderr: '' }) };
    assert.equal(await probeRoot(root), 'already-root');
    assert.equal(asUser('already-root', 'id', 0), 'id');
  });

  it('do not report a lost phone as not rooted', async () => {
    const lost: ShellRunner = {
      run: async (line) => {
        throw new HandsetLost(line, 'device offline');
      },
    };
    await assert.rejects(probeRoot(lost), HandsetLost);
  });

  it('quote the line for su, and name the user before it', () => {
    assert.equal(asUser('managed', "echo 'a b'", 0), "su -c 'echo '\\''a b'\\'''");
    assert.equal(asUser('managed-global', 'id', 10123), 'su -M -g 10123 -G 3003 10123 -c id');
    assert.equal(asUser('aosp', 'id', 10123), 'su 10123 sh -c id');
  });
});
