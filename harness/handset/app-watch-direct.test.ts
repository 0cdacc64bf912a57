import assert from 'node:assert/strict';
import { createAppWatcher } from './app-watch.ts';
import type { WatchedApp } from './apps.ts';
import type { DirectTraffic } from './direct/direct-traffic.ts';
import type { Redirect } from './redirect.ts';
import { type FakePhone, fakePhone } from './testing/fake-phone.ts';

const BROWSER = 'com.mi.globalbrowser.mini';
const HELPER = 'com.miui.analytics';
const apps: WatchedApp[] = [
  { uid: 10_123, package: BROWSER, role: 'browser' },
  { uid: 10_300, package: 'com.android.inputmethod.latin', role: 'keyboard' },
];

describe('the watcher of apps, for traffic without the proxy', () => {
  let fake: FakePhone;
  let packages: string[];
  let done: string[];
  let failure: string | undefined;
  let found: string | undefined;
  const counters = { watch: async () => (done.push('count'), []), add: async () => [] };
  const redirect = (reason?: string): Redirect => ({
    redirectUids: async () => ({ isNew: false, ...(reason !== undefined && { failure: reason }) }),
    add: async () => undefined,
    uids: () => [],
    findBreak: async () => undefined,
  });
  const direct = {
    start: async (uids: readonly number[]) => (done.push(`start ${uids.join()}`), failure),
    add: async (uids: readonly number[]) => (done.push(`add ${uids.join()}`), failure),
    findBreak: async () => found,
  } as unknown as DirectTraffic;
  const watcher = () =>
    createAppWatcher(fake.phone, counters as unknown as Parameters<typeof createAppWatcher>[1], 33);

  beforeEach(() => {
    [packages, done, failure, found] = [[`${BROWSER} uid:10123`], [], undefined, undefined];
    fake = fakePhone();
    fake.intercept = (line) => {
      if (line.startsWith('pm list users; pm list packages'))
        return `Users:\n\tUserInfo{0:Owner:c13} running\n${packages.map((each) => `package:${each}\n`).join('')}`;

      return line.startsWith('dumpsys activity processes') ? '' : undefined;
    };
  });

  it('redirects it before packets are counted, for the browser and its helpers', async () => {
    const { events, notRedirected } = await watcher().watch(apps, redirect(), {}, direct);
    assert.deepEqual([done, events, notRedirected], [['start 10123', 'count'], [], undefined]);
  });

  it('leaves it alone if traffic is not attributed by UID', async () => {
    await watcher().watch(apps, redirect('no nat table'), {}, direct);
    assert.deepEqual(done, ['count']);
  });

  it('says why it is not redirected', async () => {
    failure = 'no REJECT';
    const { notRedirected } = await watcher().watch(apps, redirect(), {}, direct);
    assert.equal(notRedirected, 'no REJECT');
  });

  it('reports that its rules were broken, although they are set again', async () => {
    found = 'the iptables chain leakgate-direct was changed by another program';
    const { events } = await watcher().watch(apps, redirect(), {}, direct);
    assert.deepEqual(
      events.map(({ at: _at, ...event }) => event),
      [{ kind: 'broken', what: 'tunnel', detail: found }],
    );
  });

  it('redirects that of UIDs that appear later, or reports that it cannot', async () => {
    const watch = watcher();
    await watch.watch(apps, redirect(), {}, direct);
    packages.push(`${HELPER} uid:10200`);
    failure = 'no memory';
    const { events } = await watch.findNew(BROWSER, [HELPER], redirect(), direct);
    assert.deepEqual(done.slice(2), ['add 20123,10200']);
    assert.deepEqual(
      events.map(({ at: _at, ...event }) => event),
      [{ kind: 'broken', what: 'tunnel', detail: failure }],
    );
  });
});
