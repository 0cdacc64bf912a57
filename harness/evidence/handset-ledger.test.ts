import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Canary } from '../model/canary.ts';
import { forgetHandsetLedger, openHandsetLedger } from './handset-ledger.ts';

const SERIAL = '127.0.0.1:5555';
const RUN = { id: 'run-1', dir: '/runs/1' };
const FIRST = { run: RUN.id, case: 'first' };
const SECOND = { run: RUN.id, case: 'second' };

function canary(id: string): Canary {
  return { id, kind: 'text', value: `${id} a1b2c3d4e5f6` };
}

describe('openHandsetLedger', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-ledger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (capacity?: number) =>
    openHandsetLedger(folder, SERIAL, RUN, capacity === undefined ? {} : { capacity });
  const ids = (entries: readonly { canary: Canary }[]) => entries.map((entry) => entry.canary.id);

  it('writes canaries to disk at once', () => {
    open().add(FIRST, 'case', [canary('visit-1')]);
    assert.deepEqual(ids(open().additionalCanaries(SECOND)), ['visit-1']);
    assert.equal(open().folderOfRun(RUN.id), RUN.dir);
  });

  it("gives a case its twin's canaries and those of other cases and their twins, except controls", () => {
    const ledger = open();
    ledger.add(FIRST, 'case', [canary('visit-1')]);
    ledger.add(FIRST, 'twin', [canary('twin-visit-1'), canary('twin-control-1')]);
    ledger.add(SECOND, 'case', [canary('visit-1'), { ...canary('control-1'), role: 'control' }]);
    ledger.add(SECOND, 'twin', [canary('twin-visit-1')]);
    assert.deepEqual(
      ledger.additionalCanaries(FIRST).map((entry) => [entry.case, entry.canary.id, entry.use]),
      [
        ['first', 'twin-visit-1', 'twin'],
        ['first', 'twin-control-1', 'twin'],
        ['second', 'visit-1', 'case'],
        ['second', 'twin-visit-1', 'twin'],
      ],
    );
  });

  it('keeps the first time at which private mode was proven for a canary', () => {
    const ledger = open();
    ledger.add(FIRST, 'case', [canary('visit-1'), canary('visit-2')]);
    ledger.markProven(FIRST, ['visit-1'], '2026-11-22T10:00:01.000Z');
    ledger.markProven(FIRST, ['visit-1'], '2026-11-22T10:00:09.000Z');
    assert.equal(open().findEntry(FIRST, 'visit-1')?.provenFrom, '2026-11-22T10:00:01.000Z');
    assert.equal(open().findEntry(FIRST, 'visit-2')?.provenFrom, null);
    assert.equal(open().findEntry(SECOND, 'visit-1'), undefined);
  });

  it('drops the oldest canaries when full, and counts those that could leak', () => {
    const ledger = open(3);
    for (let number = 1; number <= 5; number++) ledger.add(FIRST, 'case', [canary(`visit-${number}`)]);
    assert.deepEqual(ids(ledger.additionalCanaries(SECOND)), ['visit-3', 'visit-4', 'visit-5']);
    assert.equal(open().forgottenCount(), 2);
    ledger.add(FIRST, 'twin', [canary('twin-visit-1'), canary('twin-visit-2'), canary('twin-visit-3')]);
    ledger.add(FIRST, 'twin', [canary('twin-visit-4')]);
    assert.equal(open().forgottenCount(), 5);
  });

  it('writes a file that only this user can read', () => {
    open().add(FIRST, 'case', [canary('visit-1')]);
    const [file] = [join(folder, `${encodeURIComponent(SERIAL)}.json`)];
    assert.ok(existsSync(file));
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.match(readFileSync(file, 'utf8'), /visit-1/);
  });

  it('starts empty after forgetHandsetLedger', () => {
    open().add(FIRST, 'case', [canary('visit-1')]);
    forgetHandsetLedger(folder, SERIAL);
    assert.deepEqual(open().additionalCanaries(SECOND), []);
    forgetHandsetLedger(folder, 'never seen');
  });

  it('throws if the file cannot be read', () => {
    writeFileSync(join(folder, `${encodeURIComponent(SERIAL)}.json`), '{"entries":');
    assert.throws(() => open(), /ledger .* cannot be read/);
  });
});
