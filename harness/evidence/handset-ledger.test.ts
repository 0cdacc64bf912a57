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

describe('the handset ledger', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-ledger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (room?: number) => openHandsetLedger(folder, SERIAL, RUN, room === undefined ? {} : { room });
  const ids = (entries: readonly { canary: Canary }[]) => entries.map((entry) => entry.canary.id);

  it('stores a canary before it can be used', () => {
    open().add(FIRST, 'case', [canary('visit-1')]);
    assert.deepEqual(ids(open().beside(SECOND)), ['visit-1']);
    assert.equal(open().folderOf(RUN.id), RUN.dir);
  });

  it("gives a case its twin's canaries and those of other cases, without controls and other twins", () => {
    const ledger = open();
    ledger.add(FIRST, 'case', [canary('visit-1')]);
    ledger.add(FIRST, 'twin', [canary('twin-visit-1'), canary('twin-control-1')]);
    ledger.add(SECOND, 'case', [canary('visit-1'), { ...canary('control-1'), role: 'control' }]);
    ledger.add(SECOND, 'twin', [canary('twin-visit-1')]);
    assert.deepEqual(
      ledger.beside(FIRST).map((entry) => [entry.case, entry.canary.id, entry.use]),
      [
        ['first', 'twin-visit-1', 'twin'],
        ['first', 'twin-control-1', 'twin'],
        ['second', 'visit-1', 'case'],
      ],
    );
  });

  it('stores when private mode was first proven for a canary', () => {
    const ledger = open();
    ledger.add(FIRST, 'case', [canary('visit-1'), canary('visit-2')]);
    ledger.prove(FIRST, ['visit-1'], '2026-11-22T10:00:01.000Z');
    ledger.prove(FIRST, ['visit-1'], '2026-11-22T10:00:09.000Z');
    assert.equal(open().find(FIRST, 'visit-1')?.provenFrom, '2026-11-22T10:00:01.000Z');
    assert.equal(open().find(FIRST, 'visit-2')?.provenFrom, null);
    assert.equal(open().find(SECOND, 'visit-1'), undefined);
  });

  it('drops the oldest when full, and counts them', () => {
    const ledger = open(3);
    for (let number = 1; number <= 5; number++) ledger.add(FIRST, 'case', [canary(`visit-${number}`)]);
    assert.deepEqual(ids(ledger.beside(SECOND)), ['visit-3', 'visit-4', 'visit-5']);
    assert.equal(open().forgotten(), 2);
    ledger.add(FIRST, 'twin', [canary('twin-visit-1'), canary('twin-visit-2'), canary('twin-visit-3')]);
    ledger.add(FIRST, 'twin', [canary('twin-visit-4')]);
    assert.equal(open().forgotten(), 5);
  });

  it('is readable only by its owner', () => {
    open().add(FIRST, 'case', [canary('visit-1')]);
    const [file] = [join(folder, `${encodeURIComponent(SERIAL)}.json`)];
    assert.ok(existsSync(file));
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.match(readFileSync(file, 'utf8'), /visit-1/);
  });

  it('is empty for a new handset of the same serial', () => {
    open().add(FIRST, 'case', [canary('visit-1')]);
    forgetHandsetLedger(folder, SERIAL);
    assert.deepEqual(open().beside(SECOND), []);
    forgetHandsetLedger(folder, 'never seen');
  });

  it('refuses an unreadable file, and does not replace it', () => {
    writeFileSync(join(folder, `${encodeURIComponent(SERIAL)}.json`), '{"entries":');
    assert.throws(() => open(), /ledger .* cannot be read/);
  });
});
