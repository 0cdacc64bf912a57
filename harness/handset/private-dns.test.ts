import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from './journal/journal.ts';
import { phoneWith } from './phone.ts';
import { disablePrivateDns, readPrivateDns } from './private-dns.ts';
import { fakePhone } from './testing/fake-phone.ts';

describe('disablePrivateDns', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-dns-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  for (const [what, mode, specifier] of [
    ['unset', undefined, undefined],
    ['opportunistic', 'opportunistic', undefined],
    ['a resolver of the owner', 'hostname', 'dns.adguard.com'],
    ['off, with a resolver from before', 'off', 'dns.google'],
    ['off', 'off', undefined],
  ] as const)
    it(`turns it off and back: ${what}`, async () => {
      const fake = fakePhone();
      if (mode !== undefined) fake.settings.set('global/private_dns_mode', mode);
      if (specifier !== undefined) fake.settings.set('global/private_dns_specifier', specifier);
      const before = new Map(fake.settings);
      await disablePrivateDns(fake.phone, await openJournal(fake.phone, folder));
      assert.deepEqual(await readPrivateDns(fake.phone), { mode: 'off', specifier: null });
      const restored = await (await openJournal(fake.phone, folder)).restore();
      assert.deepEqual(restored.failed, []);
      assert.deepEqual(fake.settings, before);
    });

  it('asks as root on a rooted phone, because MIUI refuses the shell user', async () => {
    const fake = fakePhone();
    const phone = phoneWith('fake-1', fake.runner, fake.adb, 'aosp');
    fake.intercept = (line) => {
      const asked = /^su 0 sh -c '(.+)'$/.exec(line)?.[1];
      if (asked !== undefined) {
        if (asked.startsWith('settings put')) fake.settings.set('global/private_dns_mode', 'off');

        return '';
      }
      if (/^settings (?:put|delete)/.test(line)) throw new Error(`MIUI refuses ${line}`);

      return undefined;
    };
    await disablePrivateDns(phone, await openJournal(phone, folder));
    assert.equal(fake.settings.get('global/private_dns_mode'), 'off');
  });

  it('throws if the phone does not keep the setting', async () => {
    const fake = fakePhone();
    fake.settings.set('global/private_dns_mode', 'hostname');
    fake.intercept = (line) => (/put global private_dns_mode/.test(line) ? '' : undefined);
    await assert.rejects(
      async () => await disablePrivateDns(fake.phone, await openJournal(fake.phone, folder)),
      /Private DNS of fake-1 was turned off, but is now hostname/,
    );
  });
});
