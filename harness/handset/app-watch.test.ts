import assert from 'node:assert/strict';
import { type NewUids, UNATTRIBUTED_APP, VENDOR_APP, createAppWatcher } from './app-watch.ts';
import type { WatchedApp } from './apps.ts';
import type { UidRange } from './known-uids.ts';
import type { WatchedUids } from './packets/packet-counter.ts';
import type { Redirect } from './redirect.ts';
import { type FakePhone, fakePhone } from './testing/fake-phone.ts';

const BROWSER = 'com.mi.globalbrowser.mini';
const HELPER = 'com.miui.analytics';
const browser: WatchedApp = { uid: 10_123, package: BROWSER, role: 'browser' };

describe('the watcher of apps', () => {
  let fake: FakePhone;
  let packages: string[];
  let isolated: string;
  let countedUids: (WatchedUids | readonly number[])[];
  let redirectedUids: number[][];
  let addFailure: string | undefined;
  let closings: number;
  let vendorRanges: readonly UidRange[];
  const counters = {
    watch: async (watched: WatchedUids) => {
      countedUids.push(watched);

      return [];
    },
    add: async (uids: readonly number[]) => {
      countedUids.push(uids);

      return [];
    },
  };
  const redirect: Redirect = {
    redirectUids: async (uids, { vendor }) => {
      redirectedUids.push([...uids]);
      vendorRanges = vendor;

      return { isNew: redirectedUids.length === 1 };
    },
    add: async (uids) => {
      redirectedUids.push([...uids]);

      return addFailure;
    },
    uids: () => [],
    findBreak: async () => undefined,
  };
  const watcher = () =>
    createAppWatcher(fake.phone, counters as unknown as Parameters<typeof createAppWatcher>[1], 33);
  let refusals: boolean[];
  const common = {
    closeUnredirected: (): void => void (closings += 1),
    refuseUnredirected: (refuse: boolean): void => void refusals.push(refuse),
  };

  beforeEach(() => {
    refusals = [];
    [packages, isolated, countedUids, redirectedUids, addFailure, closings] = [
      [`${BROWSER} uid:10123`],
      '',
      [],
      [],
      undefined,
      0,
    ];
    fake = fakePhone();
    fake.intercept = (line) => {
      if (line.startsWith('pm list users; pm list packages'))
        return `Users:\n\tUserInfo{0:Owner:c13} running\n${packages.map((each) => `package:${each}\n`).join('')}`;

      return line.startsWith('dumpsys activity processes') ? isolated : undefined;
    };
  });

  it('redirects and counts known and unknown UIDs separately, and closes earlier connections', async () => {
    const watch = watcher();
    for (const run of [1, 2]) {
      const { apps } = await watch.watch([browser], redirect, common);
      assert.deepEqual(apps, [browser, UNATTRIBUTED_APP]);
      assert.equal(countedUids.length, run);
    }
    assert.deepEqual(countedUids[0], {
      packages: new Map([[10_123, browser.package]]),
      uids: [10_123],
      installed: new Map([[10_123, browser.package]]),
      known: [
        { first: 0, last: 9999 },
        { first: 10_123, last: 10_123 },
        { first: 20_123, last: 20_123 },
      ],
    });
    assert.equal(closings, 1);
    assert.deepEqual(refusals, [false, false], "the vendor's apps would be refused too");
  });

  it("redirects the vendor's apps together, and reads them once", async () => {
    const intercept = fake.intercept;
    const signed = (name: string, appId: number, signature: string): string =>
      `  Package [${name}] (1a2b):\n    appId=${appId}\n    signatures=PackageSignatures{77ab version:2, signatures:[${signature}], past signatures:[]}\n`;
    fake.intercept = (line) =>
      line.includes('dumpsys package packages')
        ? `${intercept(line)}====\nPackages:\n${signed('android', 1000, 'aa')}${signed('com.miui.msa', 10_110, 'aa')}${signed(BROWSER, 10_123, 'bb')}${signed('com.mi.other', 10_111, 'bb')}${signed('com.google.android.gms', 10_112, 'cc')}${signed('com.android.shell', 2000, 'aa')}`
        : intercept(line);
    const watch = watcher();
    const { apps, vendorPackages, refusesOthers } = await watch.watch([browser], redirect, common);
    assert.deepEqual(apps, [browser, VENDOR_APP, UNATTRIBUTED_APP]);
    assert.deepEqual([refusesOthers, refusals], [true, [true]]);
    assert.deepEqual(vendorPackages, ['android', 'com.mi.other', 'com.miui.msa']);
    assert.deepEqual(vendorRanges, [
      { first: 1000, last: 1000 },
      { first: 10_110, last: 10_111 },
    ]);
    fake.intercept = intercept;
    assert.deepEqual((await watch.watch([browser], redirect, common)).apps, apps);
  });

  it("watches a new helper and another user's new browser", async () => {
    const watch = watcher();
    await watch.watch([browser, { ...browser, uid: 20_123 }], redirect, common);
    assert.deepEqual(await findNew(watch), { apps: [], redirected: [], isolated: [], events: [] });
    packages.push(`${HELPER} uid:10444`, `${BROWSER} uid:99910123`, 'an.other uid:10445');
    const lateUids = [99_910_123, 99_920_123, 10_444];
    assert.deepEqual(
      (await findNew(watch)).redirected.map(({ uid }) => uid),
      lateUids,
    );
    assert.deepEqual([countedUids.at(-1), redirectedUids.at(-1)], [lateUids, lateUids]);
    assert.deepEqual((await findNew(watch)).apps, [], 'they are watched already');
  });

  it('refuses nobody if traffic is not attributed by UID', async () => {
    const failing = { ...redirect, redirectUids: async () => ({ isNew: false, failure: 'no nat table' }) };
    assert.equal((await watcher().watch([browser], failing, common)).refusesOthers, undefined);
    assert.deepEqual(refusals, [false]);
  });

  it('reports a UID that cannot be redirected', async () => {
    const watch = watcher();
    await watch.watch([browser, { ...browser, uid: 20_123 }], redirect, common);
    packages.push(`${HELPER} uid:10444`);
    addFailure = 'no memory';
    const found = await findNew(watch);
    assert.deepEqual([found.apps.length, found.redirected, found.unattributed], [1, [], 'no memory']);
  });

  it('reports isolated processes of the browser without redirecting them', async () => {
    const watch = watcher();
    await watch.watch([browser, { ...browser, uid: 20_123 }], redirect, common);
    isolated = [10_123, 99_003, 90_001]
      .map(
        (uid, at) => `  *APP* UID ${uid} ProcessRecord{ab${at} 5${at}:${BROWSER}${at ? `:p${at}` : ''}/u0}\n`,
      )
      .join('');
    assert.deepEqual((await findNew(watch)).isolated, [99_003, 90_001]);
    assert.equal(redirectedUids.length, 1);
  });

  const findNew = (watch: ReturnType<typeof watcher>): Promise<NewUids> =>
    watch.findNew(BROWSER, [HELPER], redirect);
});
