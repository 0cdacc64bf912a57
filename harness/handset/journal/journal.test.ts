import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandsetLost } from '../shell/runner.ts';
import { type FakePhone, shellError, fakePhone } from '../testing/fake-phone.ts';
import { PROXY_KEYS } from './changes/proxy.ts';
import { openJournal } from './journal.ts';
import { journalFolder, serialsWithJournal, PHONE_JOURNAL } from './storage.ts';

describe('journal', () => {
  let folder: string;
  let fake: FakePhone;
  const local = (): Promise<string> => readFile(join(folder, 'fake-1.json'), 'utf8');
  const setting = (key: string) => ({ namespace: 'global' as const, key, before: null });
  const put = (key: string) => async (): Promise<void> => {
    fake.settings.set(`global/${key}`, '1');
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-journal-'));
    fake = fakePhone();
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is written on this machine and on the phone before the change is made', async () => {
    const journal = await openJournal(fake.phone, folder);
    await journal.make('setting', setting('a'), async () => {
      assert.match(await local(), /"key": "a"/);
      assert.match(fake.files.get(PHONE_JOURNAL) ?? '', /"key":"a"/);
      assert.equal(fake.settings.size, 0);
    });
  });

  it('is written once for several changes', async () => {
    const journal = await openJournal(fake.phone, folder);
    fake.lines.length = 0;
    const keys = ['a', 'b', 'c'];
    await journal.makeAll(
      keys.map((key) => ({ kind: 'setting', change: setting(key) })),
      async () => {
        assert.equal(fake.lines.length, 1);
        for (const key of keys) await put(key)();
      },
    );
    assert.equal(fake.lines.length, 1);
    assert.deepEqual((await journal.restore()).undone, [
      'setting global/c',
      'setting global/b',
      'setting global/a',
    ]);
  });

  it('is written in lines of less than 4 KB, and never half', async () => {
    const journal = await openJournal(fake.phone, folder);
    const many = Array.from({ length: 200 }, (_, at) => `key-${at}`);
    await journal.makeAll(
      many.map((key) => ({ kind: 'setting' as const, change: setting(key) })),
      async () => {},
    );
    const writes = fake.lines.filter((line) => line.startsWith('printf'));
    assert.ok(writes.length > 3, `${writes.length} lines`);
    for (const line of writes) assert.ok(line.length < 4096, `${line.length} characters`);
    fake.intercept = (line) => {
      if (line.includes('>> ')) throw new HandsetLost(line, 'device offline');
      return undefined;
    };
    await assert.rejects(journal.make('setting', setting('last'), put('last')), HandsetLost);
    await rm(join(folder, 'fake-1.json'));
    fake.intercept = () => undefined;
    assert.equal((await openJournal(fake.phone, folder)).pending().length, many.length);
  });

  it('keeps a change that failed', async () => {
    const journal = await openJournal(fake.phone, folder);
    await assert.rejects(
      journal.make('setting', setting('a'), () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal((await openJournal(fake.phone, folder)).pending().length, 1);
  });

  it('makes no change that it cannot store', async () => {
    const journal = await openJournal(fake.phone, join(folder, 'file', 'x'));
    await writeFile(join(folder, 'file'), '');
    let made = false;
    await assert.rejects(
      journal.make('setting', setting('a'), async () => {
        made = true;
      }),
    );
    assert.equal(made, false);
  });

  it('undoes changes in reverse order, and can be restored again', async () => {
    const journal = await openJournal(fake.phone, folder);
    for (const key of ['a', 'b', 'c']) await journal.make('setting', setting(key), put(key));
    const { undone, failed } = await journal.restore();
    assert.deepEqual(undone, ['setting global/c', 'setting global/b', 'setting global/a']);
    assert.deepEqual(failed, []);
    assert.equal(fake.settings.size, 0);
    assert.deepEqual([await readdir(folder), fake.files.has(PHONE_JOURNAL)], [[], false]);
    assert.deepEqual(await journal.restore(), { undone: [], failed: [] });
  });

  it('is restored by another process after a crash in the middle', async () => {
    const crashed = await openJournal(fake.phone, folder);
    await crashed.make('setting', setting('a'), put('a'));
    await crashed.make('tunnel', { devicePort: 8080, hostPort: 5000 }, async () => {
      await fake.phone.adb(['reverse', 'tcp:8080', 'tcp:5000']);
    });
    // The change is in the journal but was never made.
    await crashed
      .make('file', { path: '/data/local/tmp/x' }, () => Promise.reject(new Error('crash')))
      .catch(() => {});
    const { undone, failed } = await (await openJournal(fake.phone, folder)).restore();
    assert.deepEqual(undone, ['file /data/local/tmp/x', 'reverse tunnel of port 8080', 'setting global/a']);
    assert.deepEqual(failed, []);
    assert.equal(fake.tunnels.size, 0);
  });

  it('is restored from the copy on the phone alone', async () => {
    const firstJournal = await openJournal(fake.phone, folder);
    await firstJournal.make('setting', setting('a'), put('a'));
    await rm(join(folder, 'fake-1.json'));
    const secondJournal = await openJournal(fake.phone, folder);
    assert.deepEqual((await secondJournal.restore()).undone, ['setting global/a']);
    assert.equal(fake.settings.size, 0);
  });

  it('continues after a change that cannot be undone, and keeps it stored', async () => {
    const journal = await openJournal(fake.phone, folder);
    for (const key of ['a', 'b']) await journal.make('setting', setting(key), put(key));
    fake.intercept = (line) => {
      if (line === 'settings delete global b') throw shellError(line, 255, 'SecurityException');

      return undefined;
    };
    const { undone, failed } = await journal.restore();
    assert.deepEqual(undone, ['setting global/a']);
    assert.equal(failed.length, 1);
    assert.match(failed[0]?.why ?? '', /SecurityException/);
    assert.equal((await openJournal(fake.phone, folder)).pending().length, 1);
  });

  it('stops asking a lost phone, and keeps everything stored', async () => {
    const journal = await openJournal(fake.phone, folder);
    for (const key of ['a', 'b', 'c']) await journal.make('setting', setting(key), put(key));
    fake.lines.length = 0;
    fake.intercept = (line) => {
      throw new HandsetLost(line, 'device offline');
    };
    const { undone, failed } = await journal.restore();
    assert.deepEqual([undone, failed.length, fake.lines.length], [[], 3, 1]);
    assert.equal(journal.pending().length, 3);
  });

  it('reports an undo that changed nothing as failed', async () => {
    const journal = await openJournal(fake.phone, folder);
    await journal.make('setting', setting('a'), put('a'));
    fake.intercept = (line) => (line === 'settings delete global a' ? '' : undefined);
    assert.match((await journal.restore()).failed[0]?.why ?? '', /setting global\/a is 1, was absent/);
  });

  const chainChanges = [
    ['packet-rules', { uids: [10_123] }],
    ['uid-redirect', { ports: [{ uid: 10_123, devicePort: 18_081, hostPort: 40_000 }] }],
  ] as const;
  const listErrors: [isUndone: boolean, exitCode: number, stderr: string][] = [
    [true, 1, 'iptables: No chain/target/match by that name.'],
    [true, 1, 'ip6tables: No chain/target/match by that name.'],
    [
      true,
      1,
      "iptables v1.8.9 (nf_tables): chain `leakgate-10123' in table `mangle' is incompatible, use 'nft' tool.",
    ],
    [
      true,
      3,
      "ip6tables v1.8.7 (legacy): can't initialize ip6tables table `mangle': Table does not exist (do you need to insmod?)\nPerhaps ip6tables or your kernel needs to be upgraded.",
    ],
    [
      true,
      3,
      "ip6tables v1.8.7 (legacy): can't initialize ip6tables table `mangle': Address family not supported by protocol\nPerhaps ip6tables or your kernel needs to be upgraded.",
    ],
    [
      false,
      3,
      "iptables v1.8.7 (legacy): can't initialize iptables table `nat': Permission denied (you must be root)\nPerhaps iptables or your kernel needs to be upgraded.",
    ],
    [false, 4, 'Another app is currently holding the xtables lock. Perhaps you want to use the -w option?'],
    [false, 127, '/system/bin/sh: iptables: inaccessible or not found'],
  ];
  for (const [kind, change] of chainChanges)
    for (const [isUndone, exitCode, stderr] of listErrors)
      it(`${isUndone ? 'removes' : 'keeps'} ${kind} if its chain cannot be listed: ${stderr.split('\n')[0]}`, async () => {
        const journal = await openJournal(fake.phone, folder);
        await journal.make(kind, change, async () => {});
        fake.intercept = (line) => {
          if (!line.includes('tables')) return undefined;
          if (line.endsWith('|| true')) return '';
          throw shellError(line, exitCode, stderr);
        };
        const { undone, failed } = await journal.restore();
        assert.deepEqual([undone.length, failed.length], isUndone ? [1, 0] : [0, 1]);
        assert.equal(journal.pending().length, isUndone ? 0 : 1);
      });

  it('sets the proxy to :0 before it restores the keys', async () => {
    const journal = await openJournal(fake.phone, folder);
    const before = Object.fromEntries(PROXY_KEYS.map((key) => [key, null]));
    await journal.make('proxy', { host: '127.0.0.1', port: 8080, before }, async () => {
      fake.settings.set('global/http_proxy', '127.0.0.1:8080');
      fake.settings.set('global/global_http_proxy_host', '127.0.0.1');
    });
    fake.lines.length = 0;
    assert.deepEqual((await journal.restore()).failed, []);
    const writes = fake.lines.filter((line) => /^settings (put|delete)/.test(line));
    assert.deepEqual(writes, [
      'settings put global http_proxy :0',
      'settings delete global http_proxy',
      'settings delete global global_http_proxy_host',
    ]);
  });

  it('gives later changes later ids, even within a millisecond', async () => {
    const journal = await openJournal(fake.phone, folder);
    for (let i = 0; i < 5; i++) await journal.make('setting', setting(`k${i}`), put(`k${i}`));
    const keys = (await openJournal(fake.phone, folder))
      .pending()
      .map((change) => (change.kind === 'setting' ? change.key : ''));
    assert.deepEqual(keys, ['k0', 'k1', 'k2', 'k3', 'k4']);
  });

  it('names the journal that cannot be read', async () => {
    await writeFile(join(folder, 'fake-1.json'), '{"schema":"leakgate/journal@1"}');
    await assert.rejects(openJournal(fake.phone, folder), /fake-1\.json cannot be read/);
  });

  it('lists the phones with a journal', async () => {
    const journal = await openJournal(fake.phone, folder);
    await journal.make('setting', setting('a'), put('a'));
    assert.deepEqual(await serialsWithJournal(folder), ['fake-1']);
    assert.deepEqual(await serialsWithJournal(join(folder, 'none')), []);
    assert.equal(journalFolder({ XDG_STATE_HOME: '/s' }), '/s/leakgate/journal');
    assert.equal(journalFolder({ XDG_STATE_HOME: '/s', LEAKGATE_STATE: '/l' }), '/l/journal');
  });
});
