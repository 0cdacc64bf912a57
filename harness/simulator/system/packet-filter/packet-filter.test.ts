import assert from 'node:assert/strict';
import { createBareShell, type BareShell } from '../../testing/bare-shell.ts';
import type { PacketRecord } from '../../net/packets.ts';

describe('iptables', () => {
  let shell: BareShell;
  const root = async (line: string) => await shell.run(`su 0 ${line}`);
  const send = (change: Partial<PacketRecord> = {}) =>
    shell.device.packetLog.record({
      uid: 10_123,
      iface: 'wlan0',
      family: 4,
      protocol: 'tcp',
      direction: 'out',
      remoteAddress: '192.0.2.1',
      remotePort: 443,
      packets: 2,
      bytes: 300,
      ...change,
    });
  beforeEach(async () => {
    shell = createBareShell();
    const t = 'iptables -w -t mangle';
    for (const line of [
      `${t} -N leakgate`,
      `${t} -A leakgate -p tcp --dport 443 -j RETURN`,
      `${t} -A leakgate -p udp`,
      `${t} -A leakgate -j RETURN`,
      `${t} -I OUTPUT ! -o lo -m owner --uid-owner 10123 -j leakgate`,
    ])
      assert.deepEqual(await root(line), { code: 0, stdout: '', stderr: '' });
  });
  afterEach(() => shell.stop());

  it('lists the counts of the packet log exactly', async () => {
    send();
    send({ protocol: 'udp', remotePort: 53, packets: 1, bytes: 60 });
    for (const other of [
      { uid: 10_124 },
      { iface: 'lo' as const },
      { family: 6 as const },
      { direction: 'in' as const },
    ])
      send(other);
    assert.equal(
      (await root('iptables -t mangle -L leakgate -v -x -n')).stdout,
      [
        'Chain leakgate (1 references)',
        '    pkts      bytes target     prot opt in     out     source               destination         ',
        '       2      300 RETURN     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:443',
        '       1       60            udp  --  *      *       0.0.0.0/0            0.0.0.0/0           ',
        '       1       60 RETURN     all  --  *      *       0.0.0.0/0            0.0.0.0/0           ',
        '',
      ].join('\n'),
    );
    assert.match(
      (await root('iptables -t mangle -L OUTPUT -vxn')).stdout,
      / {7}3 {6}360 leakgate {3}all {2}-- {2}\* {6}!lo {5}0\.0\.0\.0\/0 {12}0\.0\.0\.0\/0 {12}owner UID match 10123\n$/,
    );
  });

  it('counts from the moment a rule is created or zeroed', async () => {
    send();
    await root('iptables -t mangle -A leakgate -p tcp');
    await root('iptables -t mangle -Z leakgate');
    send({ remotePort: 80 });
    const { stdout } = await root('iptables -t mangle -L leakgate -v -x -n');
    assert.deepEqual(
      [...stdout.matchAll(/^ +(\d+) +\d+ /gm)].map(([, packets]) => Number(packets)),
      [0, 0, 2, 0],
    );
  });

  it('counts the other address family separately', async () => {
    await root('ip6tables -t mangle -A OUTPUT -m owner --uid-owner 10123');
    send();
    send({ family: 6, packets: 5 });
    assert.match(
      (await root('ip6tables -t mangle -L OUTPUT -v -x -n')).stdout,
      /^ {7}5 .* {3}\* {6}\* {7}::\/0/m,
    );
  });

  it('prints rules that recreate the chains', async () => {
    assert.match(
      (await root('iptables -t mangle -S')).stdout,
      /-N leakgate\n-A OUTPUT ! -o lo -m owner --uid-owner 10123 -j leakgate\n-A leakgate -p tcp -m tcp --dport 443 -j RETURN\n-A leakgate -p udp\n-A leakgate -j RETURN\n$/,
    );
  });

  const refusals: [line: string, message: string][] = [
    ['iptables -t mangle -N leakgate', 'Chain already exists.'],
    ['iptables -t mangle -X leakgate', 'Too many links.'],
    ['iptables -t mangle -S nope', 'No chain/target/match by that name.'],
    ['iptables -t mangle -D OUTPUT -o lo -j leakgate', 'No chain/target/match by that name.'],
    ['iptables -t mangle -D OUTPUT -p tcp', 'Bad rule (does a matching rule exist in that chain?).'],
    ['iptables -t mangle -C OUTPUT -p tcp', 'Bad rule (does a matching rule exist in that chain?).'],
  ];
  for (const [line, message] of refusals)
    it(`refuses ${line}`, async () => {
      assert.deepEqual(await root(line), { code: 1, stdout: '', stderr: `iptables: ${message}\n` });
    });

  const misused: [line: string, code: number, message: string][] = [
    ['-t mangle -A OUTPUT -j nope', 2, "Couldn't load target `nope':No such file or directory\n"],
    ['-t mangle -C OUTPUT -j nope', 2, "Couldn't load target `nope':No such file or directory\n"],
    [
      `-t mangle -N ${'x'.repeat(29)}`,
      2,
      `chain name \`${'x'.repeat(29)}' too long (must be under 29 chars)`,
    ],
    [
      '-t nope -S',
      3,
      "can't initialize iptables table `nope': Table does not exist (do you need to insmod?)",
    ],
  ];
  for (const [line, code, message] of misused)
    it(`ends with ${code} for ${line}`, async () => {
      const { stderr, ...result } = await root(`iptables ${line}`);
      assert.deepEqual(result, { code, stdout: '' });
      assert.ok(stderr.startsWith(`iptables v1.8.7 (legacy): ${message}\n`), stderr);
    });

  it('removes what it added', async () => {
    for (const rule of [
      '-D OUTPUT ! -o lo -m owner --uid-owner 10123 -j leakgate',
      '-F leakgate',
      '-X leakgate',
    ])
      assert.equal((await root(`iptables -t mangle ${rule}`)).code, 0);
    assert.doesNotMatch((await root('iptables -t mangle -S')).stdout, /leakgate/);
  });

  it('needs root', async () => {
    const { code, stderr } = await shell.run('iptables -t mangle -L');
    assert.equal(code, 3);
    assert.match(stderr, /Permission denied \(you must be root\)/);
  });
});

describe('the nat table', () => {
  let shell: BareShell;
  const root = async (line: string) => await shell.run(`su 0 ${line}`);
  const toProxy = (uid: number) => ({
    iface: 'lo' as const,
    protocol: 'tcp' as const,
    uid,
    remoteAddress: '127.0.0.1',
    remotePort: 8080,
  });
  const redirected = (uid: number) => shell.device.packetFilters[4].redirectPort(toProxy(uid));
  const rule = '-d 127.0.0.1 -o lo -p tcp --dport 8080 -m owner --uid-owner 10123';

  beforeEach(async () => {
    shell = createBareShell();
    for (const line of [
      'iptables -w -t nat -N leakgate',
      `iptables -w -t nat -A leakgate ${rule} -j REDIRECT --to-ports 9001`,
      'iptables -w -t nat -I OUTPUT -o lo -j leakgate',
    ])
      assert.deepEqual(await root(line), { code: 0, stdout: '', stderr: '' });
  });
  afterEach(() => shell.stop());

  it("redirects its UID's proxy traffic, and no other", () => {
    assert.deepEqual([redirected(10_123), redirected(10_124)], [9001, undefined]);
  });

  it('redirects nothing that an earlier rule accepts, or after the rule was deleted', async () => {
    await root('iptables -t nat -I leakgate -o lo -j ACCEPT');
    assert.equal(redirected(10_123), undefined);
    await root('iptables -t nat -F leakgate');
    assert.equal(redirected(10_123), undefined);
  });

  it('counts only the first packet of a connection, and prints the rule exactly', async () => {
    const packet = { ...toProxy(10_123), family: 4, redirectedTo: 9001, packets: 1, bytes: 52 } as const;
    shell.device.packetLog.record({ ...packet, direction: 'out', opens: true });
    shell.device.packetLog.record({ ...packet, direction: 'in' });
    shell.device.packetLog.record({ ...packet, direction: 'out', packets: 4 });
    assert.match(
      (await root('iptables -t nat -L leakgate -v -x -n')).stdout,
      /^ {7}1 {7}52 REDIRECT {3}tcp {2}-- {2}\* {6}lo {6}0\.0\.0\.0\/0 {12}127\.0\.0\.1 {12}tcp dpt:8080 owner UID match 10123 redir ports 9001$/m,
    );
    assert.match(
      (await root('iptables -t nat -S leakgate')).stdout,
      /^-A leakgate -d 127\.0\.0\.1\/32 -o lo -p tcp -m tcp --dport 8080 -m owner --uid-owner 10123 -j REDIRECT --to-ports 9001$/m,
    );
  });

  it('prints rules that refuse exactly', async () => {
    for (const program of ['iptables', 'ip6tables'])
      for (const rule of ['-p tcp -j REJECT --reject-with tcp-reset', '-j REJECT', '-p udp -j DROP'])
        assert.equal((await root(`${program} -A OUTPUT ${rule}`)).code, 0);
    assert.equal((await root('ip6tables -I OUTPUT -d 2001:db8::1 -p udp --dport 9 -j RETURN')).code, 0);
    assert.equal(
      (await root('iptables -S OUTPUT')).stdout,
      '-P OUTPUT ACCEPT\n-A OUTPUT -p tcp -j REJECT --reject-with tcp-reset\n-A OUTPUT -j REJECT --reject-with icmp-port-unreachable\n-A OUTPUT -p udp -j DROP\n',
    );
    assert.match(
      (await root('ip6tables -S OUTPUT')).stdout,
      /^-A OUTPUT -d 2001:db8::1\/128 -p udp -m udp --dport 9 -j RETURN\n-A OUTPUT -p tcp .* tcp-reset\n-A OUTPUT -j REJECT --reject-with icmp6-port-unreachable$/m,
    );
    assert.match(
      (await root('iptables -L OUTPUT -vxn')).stdout,
      /^ {7}0 {8}0 REJECT {5}all {2}-- {2}\* {6}\* {7}0\.0\.0\.0\/0 {12}0\.0\.0\.0\/0 {12}reject-with icmp-port-unreachable$/m,
    );
    assert.equal((await root('iptables -C OUTPUT -j REJECT --reject-with icmp-port-unreachable')).code, 0);
  });

  const refused: [line: string, code: number, message: RegExp][] = [
    ['ip6tables -t nat -L', 3, /Table does not exist/],
    [`iptables -t mangle -A OUTPUT ${rule} -j REDIRECT --to-ports 1`, 1, /Invalid argument/],
    ['iptables -t nat -A OUTPUT -p udp -j REDIRECT --to-ports 9001', 127, /not modelled/],
    ['iptables -t nat -A OUTPUT -d a.example -j ACCEPT', 127, /not modelled/],
    ['iptables -t mangle -A OUTPUT -j REJECT', 1, /Invalid argument/],
    ['iptables -t mangle -A OUTPUT -j DROP', 127, /not modelled/],
    ['iptables -A INPUT -j REJECT', 127, /not modelled/],
    ['iptables -A OUTPUT -j REJECT --reject-with tcp-reset', 127, /not modelled/],
    ['iptables -A OUTPUT -j REJECT --reject-with icmp6-port-unreachable', 127, /not modelled/],
    [`iptables -t nat -A OUTPUT ${rule} -j REDIRECT`, 127, /not modelled/],
  ];
  for (const [line, code, message] of refused)
    it(`refuses ${line}`, async () => {
      const result = await root(line);
      assert.equal(result.code, code);
      assert.match(result.stderr, message);
    });
});
