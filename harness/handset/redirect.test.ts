import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Journal, openJournal } from './journal/journal.ts';
import { UNKNOWN_UID, VENDOR_UIDS } from '../model/uid.ts';
import { phoneWith } from './phone.ts';
import { createRedirect, type Redirect } from './redirect.ts';
import { type FakePhone, shellError, fakePhone } from './testing/fake-phone.ts';
import { singleCommands } from './testing/single-commands.ts';

describe('createRedirect', () => {
  let folder: string;
  let fake: FakePhone;
  let journal: Journal;
  let redirect: Redirect;
  /** The nat table: rules by chain; undefined for a kernel without one. */
  let nat: Map<string, string[]> | undefined;
  const ports = new Map<number, number>();
  const listenFor = async (uid: number): Promise<number> => {
    ports.set(uid, ports.get(uid) ?? 40_000 + ports.size);

    return ports.get(uid) ?? 0;
  };

  const answer = (line: string): string | undefined => {
    const check = /^if (.*); then echo intact; fi/.exec(line)?.[1];
    if (check !== undefined) return succeeds(check) ? 'intact\n' : '';
    if (!/-t nat|"\*nat/.test(line)) return undefined;
    if (line.endsWith('|| true'))
      return line
        .split('; ')
        .map((step) => attempt(step.split(' 2>')[0] ?? '') ?? '')
        .join('');

    return singleCommands(line)
      .map((step) => run(step))
      .join('');
  };
  const attempt = (line: string): string | undefined => {
    try {
      return run(line);
    } catch {
      return undefined;
    }
  };
  const succeeds = (line: string): boolean => line.split(' && ').every((step) => attempt(step) !== undefined);
  const run = (line: string): string => {
    const [, verb = '', chain = '', rule = ''] = /^iptables -w -t nat (-\w) (\S+) ?(.*)$/.exec(line) ?? [];
    if (!nat)
      throw shellError(line, 3, "iptables: can't initialize iptables table `nat': Table does not exist");
    const rules = nat.get(chain);
    const refuse = (): never => {
      throw shellError(line, 1, 'iptables: No chain/target/match by that name.');
    };
    if (verb === '-N') nat.set(chain, []);
    else if (!rules) refuse();
    else if (verb === '-A') rules.push(rule);
    else if (verb === '-I') rules.unshift(rule);
    else if (verb === '-F') nat.set(chain, []);
    else if (verb === '-X') nat.delete(chain);
    else if (verb === '-C' && !rules.includes(rule)) refuse();
    else if (verb === '-D')
      nat.set(
        chain,
        rules.filter((each) => each !== rule),
      );
    else if (verb === '-S') return rules.map((each) => `-A ${chain} ${each}\n`).join('');

    return '';
  };

  /** UIDs of the platform and of installed apps. */
  const KNOWN_RANGES = [
    { first: 0, last: 9_999 },
    { first: 10_100, last: 10_400 },
  ];
  const SHARED = { known: KNOWN_RANGES, vendor: [] };
  /** Redirects UIDs; resolves to the reason if that failed. */
  const redirectUids = async (uids: number[]): Promise<string | undefined> =>
    (await redirect.redirectUids(uids, SHARED)).failure;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-redirect-'));
    fake = fakePhone();
    fake.intercept = answer;
    nat = new Map([['OUTPUT', []]]);
    ports.clear();
    journal = await openJournal(fake.phone, folder);
    redirect = createRedirect(fake.phone, journal, 8080, listenFor);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const redirectRule = (uid: number | undefined, port: number): string =>
    `-o lo -p tcp -d 127.0.0.1 --dport 8080${uid === undefined ? '' : ` -m owner --uid-owner ${uid}`} -j REDIRECT --to-ports ${port}`;

  it('redirects each UID to its own port, exempts known UIDs, and redirects all others to one shared port', async () => {
    assert.equal(await redirectUids([10_200, 10_123, 10_200]), undefined);
    assert.deepEqual(nat?.get('OUTPUT'), ['-o lo -p tcp -j leakgate']);
    assert.deepEqual(nat?.get('leakgate'), [
      redirectRule(10_123, 18_081),
      redirectRule(10_200, 18_082),
      '-m owner --uid-owner 0-9999 -j RETURN',
      '-m owner --uid-owner 10100-10400 -j RETURN',
      redirectRule(undefined, 18_083),
    ]);
    assert.deepEqual(
      [...fake.tunnels],
      [
        [18_081, 'tcp:40000'],
        [18_082, 'tcp:40001'],
        [18_083, 'tcp:40002'],
      ],
    );
    assert.deepEqual([...ports.keys()], [10_123, 10_200, UNKNOWN_UID]);
    assert.equal(await redirect.findBreak(), undefined);
  });

  it('takes few shell commands, however many UIDs there are', async () => {
    fake.lines.length = 0;
    assert.equal(await redirectUids([10_100, 10_101, 10_102, 10_103, 10_104, 10_105]), undefined);
    const commands = fake.lines.filter((line) => !line.startsWith('adb '));
    process.stdout.write(`      redirect of 6 UIDs: ${commands.length} shell commands\n`);
    assert.ok(commands.length <= 5, commands.join('\n'));
    for (const line of commands) assert.ok(line.length < 4096, `${line.length} characters`);
  });

  it('redirects further UIDs without interrupting the others', async () => {
    assert.deepEqual(await redirect.redirectUids([10_123], SHARED), { isNew: true });
    fake.lines.length = 0;
    assert.deepEqual(await redirect.redirectUids([10_300], { known: [], vendor: [] }), { isNew: false });
    assert.equal(await redirect.add([10_444]), undefined);
    assert.deepEqual(nat?.get('leakgate')?.slice(0, 3), [
      redirectRule(10_444, 18_084),
      redirectRule(10_300, 18_083),
      redirectRule(10_123, 18_081),
    ]);
    assert.ok(!fake.lines.some((line) => / -[DFXN] /.test(line)), fake.lines.join('\n'));
    assert.deepEqual([...fake.tunnels.keys()], [18_081, 18_082, 18_083, 18_084]);
    assert.equal(await redirect.findBreak(), undefined);
    assert.deepEqual((await journal.restore()).failed, []);
    assert.deepEqual([nat, fake.tunnels.size], [new Map([['OUTPUT', []]]), 0]);
  });

  it("redirects the vendor's apps to one port, before the known UIDs stay on the common port", async () => {
    const vendor = [
      { first: 1000, last: 1000 },
      { first: 10_110, last: 10_112 },
    ];
    assert.deepEqual(await redirect.redirectUids([10_123], { ...SHARED, vendor }), { isNew: true });
    const rules = nat?.get('leakgate') ?? [];
    assert.deepEqual(rules.slice(0, 3), [
      redirectRule(10_123, 18_081),
      ...['1000-1000', '10110-10112'].map((uids) =>
        redirectRule(10_123, 18_082).replace('--uid-owner 10123', `--uid-owner ${uids}`),
      ),
    ]);
    assert.match(rules[3] ?? '', /--uid-owner 0-9999 -j RETURN/);
    assert.deepEqual([...ports.keys()], [10_123, VENDOR_UIDS, UNKNOWN_UID]);
    assert.equal(await redirect.findBreak(), undefined);
    nat?.set(
      'leakgate',
      rules.filter((rule) => !rule.includes('1000-1000')),
    );
    assert.match((await redirect.findBreak()) ?? '', /no longer in the nat table/);
  });

  it('sets a missing redirect again, with all its UIDs', async () => {
    await redirectUids([10_123]);
    nat?.set('OUTPUT', []);
    assert.deepEqual(await redirect.redirectUids([10_300], SHARED), { isNew: true });
    assert.deepEqual(nat?.get('leakgate')?.slice(0, 2), [
      redirectRule(10_123, 18_081),
      redirectRule(10_300, 18_083),
    ]);
  });

  it('keeps the other UIDs redirected if a further UID fails', async () => {
    await redirectUids([10_123]);
    fake.intercept = (line) => {
      if (line.includes('-I leakgate')) throw shellError(line, 1, 'iptables: Memory allocation problem.');

      return answer(line);
    };
    assert.match((await redirect.add([10_300])) ?? '', /Memory allocation/);
    assert.equal(await redirect.findBreak(), undefined);
    assert.equal(nat?.get('leakgate')?.length, 4);
  });

  it('adds no UID if none is redirected', async () => {
    assert.match((await redirect.add([10_300])) ?? '', /not attributed by UID/);
  });

  it('does not use a port that already has a tunnel', async () => {
    fake.tunnels.set(18_081, 'tcp:5000');
    await redirectUids([10_123]);
    assert.equal(fake.tunnels.get(18_082), 'tcp:40000');
  });

  it('leaves changes that the journal can undo after a crash', async () => {
    await redirectUids([10_123]);
    const restored = await (await openJournal(fake.phone, folder)).restore();
    assert.deepEqual(restored.failed, []);
    assert.deepEqual([nat, fake.tunnels.size], [new Map([['OUTPUT', []]]), 0]);
  });

  it('reports missing rules or tunnels', async () => {
    await redirectUids([10_123]);
    nat?.set('OUTPUT', []);
    assert.match((await redirect.findBreak()) ?? '', /no longer in the nat table/);
    fake.tunnels.clear();
    assert.match(
      (await redirect.findBreak()) ?? '',
      /tunnel of UID 10123, from port 18081 of the phone, forwards to nothing/,
    );
  });

  it('leaves all UIDs on the common port and reports why if there is no nat table', async () => {
    nat = undefined;
    assert.match((await redirectUids([10_123])) ?? '', /Table does not exist/);
    assert.equal(await redirect.findBreak(), undefined);
    assert.deepEqual([journal.pending(), fake.tunnels.size], [[], 0]);
  });

  it('removes all its rules if one is refused', async () => {
    fake.intercept = (line) => {
      if (line.includes('--uid-owner') && !line.includes('|| true'))
        throw shellError(line, 1, 'iptables: No chain/target/match by that name.');

      return answer(line);
    };
    assert.match((await redirectUids([10_123])) ?? '', /No chain/);
    assert.deepEqual(nat, new Map([['OUTPUT', []]]));
    assert.equal(await redirect.findBreak(), undefined);
  });

  it('does nothing on a phone that is not rooted', async () => {
    const phone = phoneWith('fake-1', fake.runner, fake.adb, null);
    assert.match(
      (await createRedirect(phone, journal, 8080, listenFor).redirectUids([10_123], SHARED)).failure ?? '',
      /not rooted/,
    );
    assert.equal(fake.tunnels.size, 0);
  });
});
