import assert from 'node:assert/strict';
import { asUser, probeRoot, type RootDialect } from './root.ts';
import { HandsetLost, ShellError, type ShellRunner } from './runner.ts';

describe('probeRoot and asUser', () => {
  const phoneThatKnows = (line: string): ShellRunner => ({
    run: async (asked) => {
      if (asked === `${line} || true`) return { stdout: '0\n', stderr: '' };
      if (asked === 'id -u || true') return { stdout: '2000\n', stderr: '' };
      throw new ShellError({ command: asked, exitCode: 1, stdout: '', stderr: 'su: invalid uid/gid' });
    },
  });
  const rows: [string, RootDialect | null][] = [
    ["su 0 sh -c 'id -u'", 'aosp'],
    ["su root sh -c 'id -u'", 'named'],
    ["su -M -c 'id -u'", 'magisk-global'],
    ["su -c 'id -u'", 'magisk'],
    ['nothing', null],
  ];
  for (const [line, dialect] of rows)
    it(`find ${dialect ?? 'no root'} on a phone that supports ${line === 'nothing' ? 'no su' : `\`${line}\``}`, async () => {
      assert.equal(await probeRoot(phoneThatKnows(line)), dialect);
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

  it('quote the line for su', () => {
    assert.equal(asUser('magisk', "echo 'a b'", 0), "su -c 'echo '\\''a b'\\'''");
    assert.equal(asUser('aosp', 'id', 10123), 'su 10123 sh -c id');
  });
});
