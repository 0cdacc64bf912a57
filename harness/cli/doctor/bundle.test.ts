import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { withoutPersonal, writeBundle } from './bundle.ts';

const SERIAL = '0a1b2c3d4e5f';
const ANDROID_ID = '9774d56d682e549c';
const ANSWERS: Record<string, string> = {
  getprop: `[ro.product.model]: [Redmi Note 8]\n[ro.serialno]: [${SERIAL}]\n[ro.boot.serialno]: [${SERIAL}]\n[gsm.operator.alpha]: [Some Operator]\n[net.hostname]: [annas-phone]\n[ro.miui.ui.version.name]: [V125]\n`,
  id: `uid=2000(shell) ${SERIAL}\n`,
  'pm list packages': 'package:com.android.chrome\npackage:org.example.dating\npackage:org.example.church\n',
  'cat /proc/mounts': 'tmpfs /dev tmpfs rw\n02:00:5e:10:00:01\n',
};

describe("doctor's bundle", () => {
  let folder: string;
  let texts: Map<string, string>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-bundle-'));
    const file = join(folder, 'bundle.zip');
    await writeBundle(
      file,
      {
        diagnoses: [{ what: `handset ${SERIAL}`, state: 'fine', text: `id ${ANDROID_ID}`, fix: [] }],
        personal: [
          { name: 'serial', value: SERIAL },
          { name: 'android_id', value: ANDROID_ID },
        ],
        families: ['com.android.chrome'],
      },
      async (line) => {
        const answer = ANSWERS[line];
        if (answer === undefined) throw new Error(`${line}: not found on ${SERIAL}`);

        return answer;
      },
    );
    texts = await entriesOf(await readFile(file));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('says what the phone is and can do', () => {
    assert.match(texts.get('properties.txt') ?? '', /Redmi Note 8[^]*V125/);
    const all = [...texts.values()].join('\n');
    assert.match(all, /uid=2000\(shell\)/);
    assert.match(all, /com\.android\.chrome\nand 2 other packages/);
    assert.match(all, /su -v\nfailed: /);
  });

  it('has no personal value', () => {
    const all = [...texts.values()].join('\n');
    for (const value of [SERIAL, ANDROID_ID, 'Some Operator', 'annas-phone', 'dating', 'church', '02:00:5e'])
      assert.ok(!all.includes(value), `${value} is in the bundle`);
    assert.match(all, /handset <serial>/);
  });

  it('replaces a value that contains another as a whole', () => {
    const values = [
      { name: 'short', value: 'abcd' },
      { name: 'long', value: 'abcdef' },
    ];
    assert.equal(withoutPersonal('abcdef abcd', values), '<long> <short>');
  });
});

async function entriesOf(zip: Buffer): Promise<Map<string, string>> {
  const file = await promisify<Buffer, object, ZipFile>(fromBuffer)(zip, { lazyEntries: true });
  const texts = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    file.on('end', resolve).on('error', reject);
    file.on('entry', (entry: Entry) => {
      void readEntry(file, entry).then((text) => {
        texts.set(entry.fileName, text);
        file.readEntry();
      }, reject);
    });
    file.readEntry();
  });

  return texts;
}

async function readEntry(file: ZipFile, entry: Entry): Promise<string> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    file.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  let text = '';
  for await (const chunk of stream) text += String(chunk);

  return text;
}
