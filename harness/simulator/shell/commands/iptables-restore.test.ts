import assert from 'node:assert/strict';
import { type BareShell, createBareShell } from '../../testing/bare-shell.ts';

describe('iptables-restore', () => {
  let shell: BareShell;
  beforeEach(() => void (shell = createBareShell()));
  afterEach(() => shell.stop());
  const restore = (lines: string[], program = 'iptables', user = 'su 0') =>
    shell.run(
      `${user} sh -c "printf %s '*mangle\n${lines.join('\n')}\nCOMMIT\n' | ${program}-restore -w -n"`,
    );
  const listing = async (program = 'iptables'): Promise<string> =>
    (await shell.run(`su 0 ${program} -w -t mangle -S`)).stdout;
  const COMMANDS = [
    '-N leakgate-1',
    '-A leakgate-1 -p tcp --dport 443 -j RETURN',
    '-I OUTPUT ! -o lo -m owner --uid-owner 1 -j leakgate-1',
  ];

  it('adds to a table what iptables would add, command by command', async () => {
    for (const program of ['iptables', 'ip6tables']) {
      assert.deepEqual(await restore(COMMANDS, program), { code: 0, stdout: '', stderr: '' });
      const restored = await listing(program);
      await shell.run(`su 0 ${program} -t mangle -F; su 0 ${program} -t mangle -X leakgate-1`);
      for (const command of COMMANDS)
        assert.equal((await shell.run(`su 0 ${program} -t mangle ${command}`)).code, 0);
      assert.equal(await listing(program), restored);
      assert.match(restored, /^-A OUTPUT ! -o lo -m owner --uid-owner 1 -j leakgate-1$/m);
    }
  });

  it('knows addresses of its family', async () => {
    const address = '-A leakgate-1 -p tcp -d 127.0.0.1 --dport 80 -j RETURN';
    assert.equal((await restore([...COMMANDS, address])).code, 0);
    assert.match(await listing(), /-A leakgate-1 -d 127\.0\.0\.1\/32 -p tcp/);
  });

  it('changes nothing if one command fails', async () => {
    const before = await listing();
    const failed = await restore([...COMMANDS, '-A no-such-chain -j RETURN']);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /^iptables-restore: line 5 failed/);
    assert.equal(await listing(), before);
  });

  it('needs root', async () => {
    assert.equal((await restore(COMMANDS, 'iptables', 'su 2000')).code, 3);
  });

  it('is not modelled without -n, which keeps the rules of other programs', async () => {
    assert.equal((await shell.run('su 0 iptables-restore < /dev/null')).code, 127);
  });
});
