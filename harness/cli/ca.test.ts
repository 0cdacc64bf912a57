import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeKeptCa, readKeptCa, validCaOf } from '../runner/kept-ca.ts';

const SERIAL = '192.168.1.7:5555';
const PROGRAM = join(import.meta.dirname, '../../bin/leakgate.mjs');

describe('leakgate ca', function () {
  this.timeout(60_000);
  let state: string;
  const before = process.env['LEAKGATE_STATE'];
  const leakgate = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [PROGRAM, 'ca', ...args], {
      encoding: 'utf8',
      env: { ...process.env, CI: '', LEAKGATE_STATE: state, ...env },
    });
  const file = () => join(state, 'ca', readdirSync(join(state, 'ca'))[0] ?? '');

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'leakgate-state-'));
    process.env['LEAKGATE_STATE'] = state;
  });
  afterEach(() => {
    rmSync(state, { recursive: true });
    if (before === undefined) delete process.env['LEAKGATE_STATE'];
    else process.env['LEAKGATE_STATE'] = before;
  });

  it('creates a CA for one phone, for 30 days, that only this user can read', async () => {
    const created = leakgate(['create', '--handset', SERIAL, '--json']);
    assert.equal(created.status, 0, created.stderr);
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    assert.equal(statSync(join(state, 'ca')).mode & 0o777, 0o700);
    const kept = await validCaOf(SERIAL);
    assert.ok(kept);
    assert.equal(kept.ca.sha256, JSON.parse(created.stdout).sha256);
    assert.ok(!created.stdout.includes('PRIVATE KEY'));
    const text = execFileSync(
      'openssl',
      ['x509', '-noout', '-subject', '-dates', '-ext', 'basicConstraints'],
      {
        input: kept.ca.cert,
        encoding: 'utf8',
      },
    );
    assert.match(text, /Leakgate 192\.168\.1\.7:5555 [0-9a-f]{12}[^]*CA:TRUE/);
    const [from = 0, to = 0] = [...text.matchAll(/not(?:Before|After)=(.*)/g)].map(([, time = '']) =>
      Date.parse(time),
    );
    assert.equal(Math.round((to - from) / 86_400_000), 30);
    assert.equal(await readKeptCa('another'), undefined);
  });

  it('exports the certificate without the key, which verifies what the CA signs', () => {
    leakgate(['create', '--handset', SERIAL]);
    const exported = leakgate(['export', '--handset', SERIAL]);
    assert.equal(exported.stdout, JSON.parse(readFileSync(file(), 'utf8')).cert);
    const out = join(state, 'out.crt');
    assert.equal(leakgate(['export', '--handset', SERIAL, '--out', out]).status, 0);
    assert.equal(readFileSync(out, 'utf8'), exported.stdout);
    assert.match(execFileSync('openssl', ['verify', '-CAfile', out, out], { encoding: 'utf8' }), /: OK/);
  });

  it('keeps no CA on a CI machine, and replaces none that is valid', () => {
    const refused = leakgate(['create', '--handset', SERIAL], { CI: 'true' });
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, /no CA is kept on a CI machine/);
    leakgate(['create', '--handset', SERIAL]);
    const second = leakgate(['create', '--handset', SERIAL]);
    assert.equal(second.status, 3);
    assert.match(second.stderr, /has a CA already; it is valid until \d{4}-\d\d-\d\d/);
  });

  it('says what is missing, expired or unreadable, and the fix', async () => {
    assert.match(
      leakgate(['export', '--handset', SERIAL]).stderr,
      /no CA is kept for [^]*Fix: leakgate ca create/,
    );
    leakgate(['create', '--handset', SERIAL]);
    const record = JSON.parse(readFileSync(file(), 'utf8'));
    writeFileSync(file(), JSON.stringify({ ...record, expiresAt: '2026-01-31T00:00:00Z' }));
    await assert.rejects(validCaOf(SERIAL), /the CA of 192\.168\.1\.7:5555 has expired on 2026-01-31/);
    assert.equal(leakgate(['create', '--handset', SERIAL]).status, 0);
    writeFileSync(file(), '{');
    await assert.rejects(validCaOf(SERIAL), /cannot be read/);
  });

  it('says its age and that it is to be removed', async () => {
    leakgate(['create', '--handset', SERIAL]);
    const kept = await validCaOf(SERIAL);
    assert.ok(kept);
    assert.match(
      describeKeptCa(kept, Date.parse(kept.createdAt) + 12.5 * 86_400_000),
      /^192\.168\.1\.7:5555 uses the CA that is kept for it: 12 days old, valid until .*remove it from the phone/,
    );
  });
});
