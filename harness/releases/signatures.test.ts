import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { findSdks, mayCarryCode } from './signatures.ts';

const ROW = { id: 'sensors', apk: { signatures: ['com.sensorsdata.analytics'] } };

describe('findSdks', () => {
  for (const spelling of ['com.sensorsdata.analytics', 'Lcom/sensorsdata/analytics/Api;'])
    it(`finds ${spelling} across every boundary of chunks`, async () => {
      const text = Buffer.from(`....${spelling}....`);
      for (let cut = 0; cut <= text.length; cut += 1) {
        const found = new Set<string>();
        await findSdks(Readable.from([text.subarray(0, cut), text.subarray(cut)]), [ROW], found);
        assert.deepEqual([...found], ['sensors'], `cut at ${cut}`);
      }
    });

  it('finds a signature in a stream of single bytes', async () => {
    const found = new Set<string>();
    const bytes = [...Buffer.from('com/sensorsdata/analytics')].map((byte) => Buffer.of(byte));
    await findSdks(Readable.from(bytes), [ROW], found);
    assert.deepEqual([...found], ['sensors']);
  });

  it('does not find similar names', async () => {
    const found = new Set<string>();
    await findSdks(Readable.from([Buffer.from('com.sensorsdata_analytics com.sensorsdata')]), [ROW], found);
    assert.equal(found.size, 0);
  });
});

describe('mayCarryCode', () => {
  const table: [name: string, mayCarry: boolean][] = [
    ['classes.dex', true],
    ['classes12.dex', true],
    ['assets/browser.js', true],
    ['assets/a/b.bin', true],
    ['assets/', false],
    ['lib/arm64-v8a/libchrome.so', false],
    ['res/classes.dex', false],
  ];
  for (const [name, mayCarry] of table)
    it(`is ${mayCarry} for ${name}`, () => {
      assert.equal(mayCarryCode(name), mayCarry);
    });
});
