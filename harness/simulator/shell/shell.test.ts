import assert from 'node:assert/strict';
import { createBareShell, type BareShell } from '../testing/bare-shell.ts';

describe('the handset shell', () => {
  let shell: BareShell;
  before(() => {
    shell = createBareShell();
  });
  after(() => shell.stop());

  it('prints that nothing is in flight', async () => {
    const ask = async () => JSON.parse((await shell.run('dumpsys leakgate quiet')).stdout) as unknown;
    assert.deepEqual(await ask(), { inFlight: [], keptSpeed: null });
    const flow = { uid: 10_123, iface: 'wlan0', family: 4, protocol: 'udp' } as const;
    const socket = shell.device.packetLog.open({ ...flow, remoteAddress: '198.18.0.1', remotePort: 53 });
    const began = performance.now();
    const answer = ask();
    setTimeout(() => socket.close(), 400);
    assert.deepEqual(await answer, { inFlight: [], keptSpeed: null });
    assert.ok(performance.now() - began >= 400, 'it did not wait for the answer to the datagram');
  });

  const scripts: [script: string, stdout: string, code?: number][] = [
    ["echo \"a'b\" 'c\"d' e\\'f", "a'b c\"d e'f\n"],
    ['echo a#b # a comment', 'a#b\n'],
    ['echo ""x"" \'\' | wc -c', '3\n'],
    [
      'x="a  b"; echo $x "$x"; echo ${x:-no} ${y:-yes}',
      'a b a  b\na  b yes\n'.replace('a  b yes', 'a b yes'),
    ],
    ['echo \\$HOME "\\$HOME" \'$HOME\' "\\x"', '$HOME $HOME $HOME \\x\n'],
    ['echo $(echo in "$(echo deep)") `echo old`', 'in deep old\n'],
    ['! true; echo $?; ! false && echo yes', '1\nyes\n'],
    ['if false; then echo 1; elif true; then echo 2; else echo 3; fi', '2\n'],
    ['for i in a "b c" d; do echo "<$i>"; done', '<a>\n<b c>\n<d>\n'],
    ['n=; until [ "$n" = xx ]; do n=x$n; echo $n; done', 'x\nxx\n'],
    ['{ echo 1; echo 2; } | grep 2; (cd /data; echo $?)', '2\n0\n'],
    ['echo one > /data/local/tmp/f; echo two >> /data/local/tmp/f; cat < /data/local/tmp/f', 'one\ntwo\n'],
    ['ls /nope > /data/local/tmp/e 2>&1; cat /data/local/tmp/e', 'ls: /nope: No such file or directory\n'],
    ['ls /nope 2>&1 >/dev/null | wc -l', '1\n'],
    [
      'echo /system/etc/*/cac?rts/[0-9]*.0 "/system/*" /no/*',
      '/system/etc/security/cacerts/00000001.0 /system/* /no/*\n',
    ],
    ["sh -c 'echo $0 $1 $#' name one two", 'name one 2\n'],
    ['A=1 sh -c "echo $A-"; export B=2; sh -c \'echo $B\'', '-\n2\n'],
    ['exec echo last; echo never', 'last\n'],
    ['exit 300', '', 44],
    ['while :; do while :; do break 2; done; echo never; done; echo out', 'out\n'],
    ['for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done', '1\n3\n'],
    ["echo 'a\\tb'; echo -E 'c\\td'; printf '%s' 'e\\t'", 'a\tb\nc\\td\ne\\t'],
    ['printf "%s=%d;" a 1 b 2', 'a=1;b=2;'],
    ['echo -e "a\\tb"; echo -n x', 'a\tb\nx'],
    ['test 1 -lt 2 && [ ! -e /nope -a -d /data ] && echo ok', 'ok\n'],
    ['command -v ls; which nothing; echo $?', '/system/bin/ls\n1\n'],
    ['/system/bin/echo by path', 'by path\n'],
    ['su 0 id -u; su root id -un; su 10123 sh -c "id -un"', '0\nroot\nu0_a123\n'],
    ['date +%s | grep -c "^[0-9]*$"', '1\n'],
    ['echo aXbX | grep -o X | wc -l', '2\n'],
    [
      'cd /data/local/tmp; printf "a\\nb\\n" > 1; echo a > 2; grep -n a 1 2; grep -h a 1 2; grep -c b /dev/null 1; grep -H a 2',
      '1:1:a\n2:1:a\na\na\n/dev/null:0\n1:1\n2:a\n',
    ],
    [
      'echo a > /data/local/tmp/2; grep a /nope /data/local/tmp/2 2>/dev/null; echo $?',
      '/data/local/tmp/2:a\n2\n',
    ],
    ['(sleep 100; echo late) >/dev/null & kill $! && echo killed', 'killed\n'],
    ['timeout 1 sleep 1000; echo $?; timeout 5 false || echo $?', '124\n1\n'],
  ];
  for (const [script, stdout, code = 0] of scripts)
    it(`runs ${script}`, async () => {
      const result = await shell.run(script);
      assert.equal(result.stdout, stdout);
      assert.equal(result.code, code);
    });

  const refused: [script: string, stderr: RegExp, code: number][] = [
    ['frobnicate', /^\/system\/bin\/sh: frobnicate: inaccessible or not found\n$/, 127],
    ['ls --color', /^ls: not modelled by the simulated handset: ls --color\n$/, 127],
    ['pm suspend a.b', /not modelled by the simulated handset: pm suspend/, 127],
    ['dumpsys battery', /not modelled by the simulated handset: dumpsys battery/, 127],
    ['svc wifi disable', /not modelled/, 127],
    ['case a in b) ;; esac', /syntax error/, 1],
    ['echo $((1+1))', /syntax error/, 1],
  ];
  for (const [script, stderr, code] of refused)
    it(`refuses ${script} and reports it`, async () => {
      const before = shell.device.unmodelled.list().length;
      const result = await shell.run(script);
      assert.match(result.stderr, stderr);
      assert.equal(result.code, code);
      assert.equal(shell.device.unmodelled.list().length, before + 1);
    });

  const errors: [script: string, stderr: string][] = [
    ['echo "open', '/system/bin/sh: no closing quote\n'],
    ['echo a; )', "/system/bin/sh: syntax error: unexpected ')'\n"],
    ['cat /nope', 'cat: /nope: No such file or directory\n'],
    ['grep a /nope', 'grep: /nope: No such file or directory\n'],
    ['ls /data/adb', 'ls: /data/adb: Permission denied\n'],
    ['su 0 touch /system/x', "touch: '/system/x': Read-only file system\n"],
    ['echo x > /data/x', "/system/bin/sh: can't create /data/x: Permission denied\n"],
    ['mkdir /data/local/tmp', "mkdir: '/data/local/tmp': File exists\n"],
    ['chown root /data/local/tmp', 'chown: /data/local/tmp: Operation not permitted\n'],
    ['mount -t tmpfs tmpfs /system/etc', "mount: 'tmpfs'->'/system/etc': Permission denied\n"],
    ['echo x >&9', '/system/bin/sh: >&9 : bad file descriptor\n'],
    ['cp /nope /data/local/tmp', "cp: bad '/nope': No such file or directory\n"],
    ['kill 99999', 'kill: 99999: No such process\n'],
    [
      'setprop ro.build.type eng',
      "Failed to set property 'ro.build.type' to 'eng'.\nSee dmesg for error reason.\n",
    ],
    ["su 0 'id; id'", 'sh: id; id: inaccessible or not found\n'],
    ['su -c id', "su: invalid uid/gid '-c'\n"],
  ];
  for (const [script, stderr] of errors)
    it(`prints Android's message for ${script}`, async () => {
      const result = await shell.run(script);
      assert.equal(result.stderr, stderr);
      assert.notEqual(result.code, 0);
    });

  it('has no su on a handset that is not rooted', async () => {
    const bare = createBareShell({ rooted: false });
    const result = await bare.run('su 0 id');
    assert.deepEqual(result, {
      code: 127,
      stdout: '',
      stderr: '/system/bin/sh: su: inaccessible or not found\n',
    });
    assert.deepEqual(bare.device.unmodelled.list(), []);
    bare.stop();
  });

  const forms: [form: string, aosp: string, magisk: string, kernelsu: string][] = [
    ["su 0 sh -c 'id -u'", '0', '0', '0'],
    ["su -c 'id -u'", 'exit 1', '0', '0'],
    ["su -M -c 'id -u; :' 10123", 'exit 1', '0', '0'],
    ["su -M -c 'echo a; id -u' 10123", 'exit 1', 'a\n10123', 'a\n10123'],
    ["su -M -g 10123 -G 3003 10123 -c 'id -u'", 'exit 1', '10123', '10123'],
    ["su 10123 sh -c 'id -u'", '10123', '10123', '10123'],
    ["su 10123 -c 'id -u'", 'exit 1', '10123', '10123'],
    ['su 0 id -u', '0', 'exit 2', 'exit 255'],
    ['su -v', 'exit 1', '28.1:MAGISKSU', '1.0.3:KernelSU'],
    ['su -x -c id', 'exit 1', 'exit 2', 'exit 255'],
    ["su -c 'exit 7'", 'exit 1', 'exit 7', 'exit 7'],
    ['echo id -u | su 10123', '10123', '10123', '10123'],
  ];
  for (const [at, su] of (['aosp', 'magisk', 'kernelsu'] as const).entries())
    it(`has the forms of the su of ${su}`, async () => {
      const rooted = createBareShell({ su });
      for (const [form, ...expected] of forms) {
        const { code, stdout } = await rooted.run(form);
        assert.equal(code === 0 ? stdout.trimEnd() : `exit ${code}`, expected[at], form);
      }
      rooted.stop();
    });

  it('hides mounts of Magisk from other processes, except with -M', async () => {
    const magisk = createBareShell({ su: 'magisk' });
    const store = '/system/etc/security/cacerts';
    const see = `ls ${store} | wc -l`;
    const mount = `mount -t tmpfs tmpfs ${store} && ${see}`;
    assert.equal((await magisk.run(`su -c '${mount}'; ${see}`)).stdout, '0\n1\n');
    assert.equal((await magisk.run(`su -M -c '${mount}'; ${see}`)).stdout, '0\n0\n');
    assert.equal(
      (await magisk.run(`su -c 'umount ${store}'; ${see}; su -M -c 'umount ${store}'; ${see}`)).stdout,
      '0\n1\n',
    );
    magisk.stop();
  });

  it('keeps the proxy of a deleted setting', async () => {
    const { stdout } = await shell.run(
      'settings put global http_proxy 127.0.0.1:8080; settings delete global http_proxy; settings get global http_proxy; settings get global global_http_proxy_host; settings put global http_proxy :0; settings get global global_http_proxy_host',
    );
    assert.equal(stdout, 'Deleted 1 rows\nnull\n127.0.0.1\n\n');
  });
});
