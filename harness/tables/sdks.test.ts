import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { tablesRoot } from './read-table.ts';
import { readHosts, readIdentifiers, readResponders, readSdks } from './sdks.ts';

describe('the SDKs', () => {
  let root: string;
  const addSdk = (text: string) => writeFile(join(root, 'harness/sdks/data/some-sdk.yaml'), text);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-sdks-'));
    for (const folder of ['sdks', 'detect', 'origins', 'verdict'])
      await cp(join(tablesRoot, `harness/${folder}/data`), join(root, `harness/${folder}/data`), {
        recursive: true,
      });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are one file each, which feeds detection, releases, origins and verdicts', async () => {
    await addSdk(`
name: Some SDK
apk: { signatures: [com.some.sdk], intervalMs: 60000, source: its manual }
hosts: [{ host: in.some.test, class: D, role: upload, decodable: 'yes', confidence: H, source: its manual }]
requests: [{ path: '/^\\/some$/', fields: [some_id], source: its manual }]
encryption: [{ name: 'Some SDK, encrypted', onlyUndecoded: true, source: its manual }]
identifiers: [{ field: some_id, means: install, source: its manual }]
responders: [{ name: ack/some, kind: ack, host: in.some.test, path: /some, status: 202, source: its manual }]
configuration: { paths: ['/^\\/some\\/settings$/'], silencedBy: [{ key: '/^mute$/', values: [1] }], source: its manual }
keys: { paths: ['/^\\/some\\/key$/'], source: its manual }
`);
    const sdks = await readSdks(root);
    const some = sdks.find(({ id }) => id === 'some-sdk');
    assert.equal(some?.apk?.intervalMs, 60_000);
    assert.ok(some.requests[0]?.path?.test('/some'));
    assert.ok((await readHosts(sdks, root)).some(({ host }) => host === 'in.some.test'));
    assert.ok((await readIdentifiers(sdks, root)).some(({ field }) => field === 'some_id'));
    const responders = (await readResponders(sdks, root)).map(({ name }) => name);
    assert.ok(responders.indexOf('ack/some') > responders.indexOf('probe/any'));
    assert.ok(responders.indexOf('ack/some') < responders.indexOf('config/any'));
  });

  const request = 'name: x\nrequests:\n  - source: x\n    ';
  const broken: [what: string, text: string, expectedMessage: string][] = [
    ['an unknown key', 'name: x\nhost: [a]', 'the table: has the unknown key "host"'],
    ['an unknown key inside', `${request}paths: /x/`, 'requests, row 1: has the unknown key "paths"'],
    ['no name', 'hosts: []', 'name: must be text, and is missing'],
    ['no content', '', 'the table: must be an object, and is null'],
    ['text that is not YAML', 'name: [', 'is not YAML'],
    ['a host alone', `${request}host: /x/`, 'requests, row 1: a host alone does not identify an SDK'],
    [
      'a regular expression without its second slash',
      `${request}path: /x`,
      'requests, row 1, path: a regular expression must be written',
    ],
    [
      'a regular expression that does not compile',
      `${request}path: /(/`,
      'requests, row 1, path: Invalid regular expression',
    ],
    [
      'an interval of 0 ms',
      'name: x\napk: { signatures: [a], intervalMs: 0, source: x }',
      'apk.intervalMs: ',
    ],
  ];
  for (const [what, text, expectedText] of broken)
    it(`are rejected with ${what}, naming file and key`, async () => {
      await addSdk(text);
      await assert.rejects(readSdks(root), (error) => {
        assert.ok(error instanceof Fault);
        assert.ok(error.message.startsWith('harness/sdks/data/some-sdk.yaml'), error.message);
        assert.ok(error.message.includes(expectedText), error.message);

        return true;
      });
    });

  it('are rejected if a file name is not an id', async () => {
    await writeFile(join(root, 'harness/sdks/data/Some SDK.yaml'), 'name: Some SDK');
    await assert.rejects(readSdks(root), /the file name of .*Some SDK\.yaml is not a valid id/);
  });

  it('are rejected if two files disagree on what a field means', async () => {
    await addSdk('name: x\nidentifiers: [{ field: distinct_id, means: device, source: x }]');
    await assert.rejects(readIdentifiers(await readSdks(root), root), {
      message:
        "the field 'distinct_id' means device in harness/sdks/data/some-sdk.yaml, but install in harness/sdks/data/sensors.yaml",
    });
  });

  it('are rejected if two responders have the same name', async () => {
    await addSdk(
      'name: x\nresponders: [{ name: ack/sensors, kind: ack, host: x, path: /, status: 200, source: x }]',
    );
    await assert.rejects(readResponders(await readSdks(root), root), {
      message: 'two responders are named ack/sensors',
    });
  });
});
