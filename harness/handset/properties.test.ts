import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from './journal/journal.ts';
import { setProperty } from './properties.ts';
import { fakePhone } from './testing/fake-phone.ts';

const NAME = 'debug.firebase.analytics.app';

describe('setProperty', () => {
  it('keeps the first value in the journal, and restores it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leakgate-property-'));
    try {
      const fake = fakePhone();
      fake.properties.set(NAME, 'a.b');
      const journal = await openJournal(fake.phone, folder, true);
      await setProperty(fake.phone, journal, NAME, 'com.example.one');
      await setProperty(fake.phone, journal, NAME, 'com.example.two');
      assert.equal(fake.properties.get(NAME), 'com.example.two');
      assert.equal(journal.pending().length, 1);
      assert.deepEqual((await journal.restore()).failed, []);
      assert.equal(fake.properties.get(NAME), 'a.b');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
