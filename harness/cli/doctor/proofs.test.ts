import assert from 'node:assert/strict';
import type { Handset } from '../../handset/handset.ts';
import type { FamilyRow } from '../../model/family.ts';
import type { Diagnosis } from './diagnosis.ts';
import { proveHandset } from './proofs.ts';

/** A handset on which every step succeeds, changed in some methods. No browser is installed on it. */
function fakeHandset(change: Partial<Record<keyof Handset, unknown>> = {}): Handset {
  return {
    serial: 'fake',
    phone: { root: 'aosp' },
    intercept: async () => 'system-ca+proxy',
    findBrokenPath: async () => undefined,
    heartbeat: {
      start: async () => undefined,
      stop: async () => [{ kind: 'heartbeat', beats: 3, missed: 0 }],
    },
    shell: async () => 'package:com.android.shell\npackage:org.example.notes\n',
    uids: async (name: string) => (name === 'org.example.notes' ? [10_101] : [2000]),
    version: async () => undefined,
    watchApps: async () => ({ apps: [], events: [] }),
    counters: provenBy(counter('iptables', true), counter('netstats', false)),
    restore: async () => ({ undone: ['proxy'], failed: [] }),
    ...change,
  } as unknown as Handset;
}

const counter = (by: string, ok: boolean) => ({ kind: 'packet-counter', by, ok, detail: 'nothing counted' });
const provenBy = (...events: ReturnType<typeof counter>[]) => ({
  prove: async () => ({ events, proofs: [] }),
});
const FAMILIES: FamilyRow[] = [];

describe("doctor's proofs", () => {
  const prove = async (change?: Parameters<typeof fakeHandset>[0]): Promise<Map<string, Diagnosis>> =>
    new Map((await proveHandset(fakeHandset(change), FAMILIES)).map((each) => [each.what, each]));

  it('are fine where each step succeeds, and name a counter that does not count', async () => {
    const all = await prove();
    assert.deepEqual(
      [...all.values()].filter(({ state }) => state === 'missing'),
      [],
    );
    assert.match(
      all.get('packet counters')?.text ?? '',
      /^iptables counted a datagram of org\.example\.notes/,
    );
    assert.match(all.get('packet counters')?.fix.join() ?? '', /netstats does not: nothing counted/);
    assert.match(all.get('verdicts')?.text ?? '', /not everything could be tried/);
  });

  const broken: [string, string, Parameters<typeof fakeHandset>[0], RegExp][] = [
    [
      'settings cannot be written',
      'certificate',
      { intercept: () => Promise.reject(new Error('SecurityException: WRITE_SECURE_SETTINGS')) },
      /Security settings/,
    ],
    [
      'nc gets no answer',
      'path to the recorder',
      { heartbeat: { start: async () => undefined, stop: async () => [] } },
      /nc/,
    ],
    [
      'the proxy is gone',
      'path to the recorder',
      { findBrokenPath: async () => 'the proxy is null' },
      /null/,
    ],
    ['nothing counts', 'packet counters', { counters: provenBy(counter('iptables', false)) }, /none/],
    [
      'a change stays',
      'restore',
      { restore: async () => ({ undone: [], failed: [{ what: 'proxy', why: 'lost' }] }) },
      /proxy: lost/,
    ],
  ];
  for (const [what, step, change, says] of broken)
    it(`name the step where ${what}`, async () => {
      const all = await prove(change);
      const diagnosis = all.get(step);
      assert.equal(diagnosis?.state, 'missing');
      assert.match(`${diagnosis.text} ${diagnosis.fix.join(' ')}`, says);
      assert.ok(all.has('restore') && all.has('verdicts'), 'the phone is restored and judged');
      if (step !== 'restore') assert.match(all.get('verdicts')?.text ?? '', /never clean/);
    });

  it('say what a phone without root lacks', async () => {
    const all = await prove({
      phone: { root: null },
      intercept: async () => 'proxy',
      watchApps: async () => ({ apps: [], events: [], unattributed: 'no root' }),
      counters: provenBy(counter('netstats', true)),
    });
    assert.equal(all.get('certificate')?.state, 'optional');
    assert.match(all.get('verdicts')?.fix.join() ?? '', /no store of the phone has the certificate/);
  });
});
