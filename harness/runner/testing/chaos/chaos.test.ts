import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { createCertificateAuthority } from '../../../capture/certificate-authority.ts';
import { expiredCertificate } from '../../../capture/testing/expired-certificate.ts';
import { faults } from './faults.ts';
import { type BareShell, createBareShell } from '../../../simulator/testing/bare-shell.ts';
import { differences, readState } from './handset-state.ts';
import { allCells, chunksOf, nameOfCell } from './matrix.ts';
import { moments } from './moments.ts';
import { openResults, summaryOf, withoutEffect } from './results.ts';

describe('the matrix of faults', () => {
  const cells = allCells();

  it('has every fault at every moment, and each fault of a whole run once', () => {
    assert.equal(faults.length, 22);
    for (const { name, scope, not = [] } of faults) {
      const expected = scope === 'run' ? 1 : Object.keys(moments).length - not.length;
      assert.equal(cells.filter(({ fault }) => fault.name === name).length, expected, name);
    }
    assert.equal(new Set(cells.map(nameOfCell)).size, cells.length);
  });

  it('causes each fault once before it causes one twice', () => {
    const ofCases = cells.filter(({ fault }) => fault.scope !== 'run');
    const first = ofCases.slice(0, 15).map(({ fault }) => fault.name);
    assert.equal(new Set(first).size, first.length);
    assert.ok(new Set(ofCases.slice(0, 15).map(({ moment }) => moment)).size > 7);
  });

  it('gives faults that end their run a run of their own, and loses no cell', () => {
    const chunks = chunksOf(cells, 4);
    assert.deepEqual(
      chunks.flatMap((chunk) => chunk.cells.map(nameOfCell)).sort(),
      cells.map(nameOfCell).sort(),
    );
    for (const chunk of chunks)
      if (chunk.cells.some(({ fault }) => fault.scope !== 'case')) assert.equal(chunk.cells.length, 1);
      else assert.ok(chunk.cells.length <= 4);
  });
});

describe('the state of a handset', () => {
  it('differs by the lines that were added and removed', () => {
    const before = { proxy: 'a\nb', mounts: 'x' };
    assert.deepEqual(differences(before, { proxy: 'b\nc', mounts: 'x' }), ['proxy: -a, +c']);
    assert.deepEqual(differences(before, before), []);
    assert.deepEqual(differences(before, { proxy: 'a\nb' }), ['mounts: -x']);
    assert.deepEqual(differences(before, { ...before, proxy: 'a\nb\nhidden_api_policy=1' }), []);
  });
});

describe('the state that is read from a simulated handset', () => {
  let shell: BareShell;
  beforeEach(() => {
    shell = createBareShell();
  });
  afterEach(() => shell.stop());
  const read = () => readState(async (line) => (await shell.run(line)).stdout);

  const changes: [item: string, line: string][] = [
    ['settings global', 'settings put global http_proxy 127.0.0.1:1'],
    ['doze exceptions', 'dumpsys deviceidle whitelist +com.miui.analytics'],
    ['processes of root and the shell', 'sleep 1000 &'],
    ['mounts', 'su 0 mount -t tmpfs tmpfs /system/etc/security/cacerts'],
    ['files of the shell', 'echo left > /data/local/tmp/left'],
    ['rules nat', 'su 0 iptables -t nat -N leakgate'],
    ['rules of IPv6, filter', 'su 0 ip6tables -t filter -N leakgate'],
  ];
  for (const [item, line] of changes)
    it(`differs in '${item}' after: ${line}`, async () => {
      const before = await read();
      assert.notEqual(before[item], undefined);
      await shell.run(line);
      assert.ok(differences(before, await read()).some((text) => text.startsWith(`${item}: `)));
    });
});

describe('the results of the matrix', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-chaos-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are continued with the same rules, and forgotten with others', () => {
    const file = join(folder, 'results.json');
    const result = { cell: 'reboot at wait', verdict: 'inconclusive', wrong: [] };
    openResults(file, 'rules').add(result);
    assert.deepEqual(openResults(file, 'rules').get('reboot at wait'), result);
    assert.deepEqual(openResults(file, 'other rules').all(), []);
  });

  it('name each fault that changed nothing in any cell', () => {
    const result = (cell: string, effects?: number) => ({
      cell,
      verdict: 'inconclusive',
      effects,
      wrong: [],
    });
    const results = [
      result('doze at wait', 0),
      result('doze at twin', 3),
      result('resets at visit', 0),
      result('reboot at wait'),
    ];
    assert.deepEqual(withoutEffect(results), ['resets']);
    assert.match(summaryOf(results, 155), /resets: it changed nothing in any cell/);
  });

  it('name each cell that was wrong, with the size of the matrix', () => {
    const text = summaryOf(
      [
        { cell: 'reboot at wait', verdict: 'clean', wrong: ['a false clean'] },
        { cell: 'resets at visit', verdict: 'inconclusive page-not-loaded', wrong: ['state: mounts: +x'] },
        { cell: 'disk-full at visit', verdict: 'skipped: no small disk can be mounted', wrong: [] },
        { cell: 'harness-killed at visit', verdict: 'not decided', wrong: [] },
      ],
      155,
    );
    assert.match(text, /reboot at wait \(clean\): a false clean/);
    assert.match(text, /disk-full at visit: skipped: no small disk/);
    assert.match(
      text,
      /4 of 155 cells ran \(1 clean, 1 inconclusive, 1 skipped, 1 not decided\); 2 wrong: 1 false clean, 0 hanging, 1 with another state/,
    );
  });
});

describe('an expired certificate', () => {
  it('has the names and the key of the authority, and a date in the past', async () => {
    const ca = await createCertificateAuthority();
    const expired = new X509Certificate(expiredCertificate(ca));
    const valid = new X509Certificate(ca.cert);
    assert.ok(new Date(expired.validTo) < new Date());
    assert.equal(expired.subject, valid.subject);
    assert.ok(expired.verify(valid.publicKey));
  });
});
