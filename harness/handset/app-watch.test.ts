import assert from 'node:assert/strict';
import { type NewUids, UNATTRIBUTED_APP, createAppWatcher } from './app-watch.ts';
import type { WatchedApp } from './apps.ts';
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
  let counted: (WatchedUids | readonly number[])[];
  let led: number[][];
  let failure: string | undefined;
  let cuts: number;
  const counters = {
    watch: async (watched: WatchedUids) => void counted.push(watched),
    add: async (uids: readonly number[]) => {
      counted.push(uids);

      return [];
    },
  };
  const redirect: Redirect = {
    lead: async (uids) => {
      led.push([...uids]);

      return { isNew: led.length === 1 };
    },
    add: async (uids) => {
      led.push([...uids]);

      return failure;
    },
    broken: async () => undefined,
  };
  const watcher = () =>
    createAppWatcher(fake.phone, counters as unknown as Parameters<typeof createAppWatcher>[1], 33);
  const cut = (): void => void (cuts += 1);

  beforeEach(() => {
    [packages, isolated, counted, led, failure, cuts] = [[`${BROWSER} uid:10123`], '', [], [], undefined, 0];
    fake = fakePhone();
    fake.intercept = (line) => {
      if (line === 'pm list users') return 'Users:\n\tUserInfo{0:Owner:c13} running\n';
      if (line.startsWith('pm list packages')) return packages.map((each) => `package:${each}\n`).join('');

      return line.startsWith('dumpsys activity processes') ? isolated : undefined;
    };
  });

  it('redirects and counts known and unknown UIDs separately, and closes earlier connections', async () => {
    const watch = watcher();
    for (const times of [1, 2]) {
      const { apps } = await watch.watch([browser], redirect, cut);
      assert.deepEqual(apps, [browser, UNATTRIBUTED_APP]);
      assert.equal(counted.length, times);
    }
    assert.deepEqual(counted[0], {
      uids: [10_123],
      known: [
        { first: 0, last: 9999 },
        { first: 10_123, last: 10_123 },
        { first: 20_123, last: 20_123 },
      ],
    });
    assert.equal(cuts, 1);
  });

  it("watches a helper and another user's browser from the moment they appear", async () => {
    const watch = watcher();
    await watch.watch([browser, { ...browser, uid: 20_123 }], redirect, cut);
    assert.deepEqual(await seen(watch), { apps: [], led: [], isolated: [], events: [] });
    packages.push(`${HELPER} uid:10444`, `${BROWSER} uid:99910123`, 'an.other uid:10445');
    const late = [99_910_123, 99_920_123, 10_444];
    assert.deepEqual(
      (await seen(watch)).led.map(({ uid }) => uid),
      late,
    );
    assert.deepEqual([counted.at(-1), led.at(-1)], [late, late]);
    assert.deepEqual((await seen(watch)).apps, [], 'they are watched already');
  });

  it('reports a UID that cannot be redirected', async () => {
    const watch = watcher();
    await watch.watch([browser, { ...browser, uid: 20_123 }], redirect, cut);
    packages.push(`${HELPER} uid:10444`);
    failure = 'no memory';
    const sight = await seen(watch);
    assert.deepEqual([sight.apps.length, sight.led, sight.unattributed], [1, [], 'no memory']);
  });

  it('reports isolated processes of the browser, and leaves them with the unknown UIDs', async () => {
    const watch = watcher();
    await watch.watch([browser, { ...browser, uid: 20_123 }], redirect, cut);
    isolated = [10_123, 99_003, 90_001]
      .map(
        (uid, at) => `  *APP* UID ${uid} ProcessRecord{ab${at} 5${at}:${BROWSER}${at ? `:p${at}` : ''}/u0}\n`,
      )
      .join('');
    assert.deepEqual((await seen(watch)).isolated, [99_003, 90_001]);
    assert.equal(led.length, 1);
  });

  const seen = (watch: ReturnType<typeof watcher>): Promise<NewUids> =>
    watch.see(BROWSER, [HELPER], redirect);
});
