import assert from 'node:assert/strict';
import { Fault } from '../model/fault.ts';
import { type Catalog, type CataloguedRelease, nameOfRelease } from '../model/release.ts';
import { orderReleases, selectReleases } from './select.ts';

const FAMILIES = ['chrome', 'mi-browser', 'mi-browser-pro', 'mint'];

const catalog: Catalog = {
  schema: 'leakgate/catalog@1',
  releases: [
    release('chrome', '120', 609904301),
    { ...release('mint', '9.0.0-pinned', 90001), proving: true },
    release('mint', '3.9.3', 30903, false),
    release('mint', '3.4.3', 30403),
    release('mint', '3.4.0', 30400),
    release('mi-browser-pro', '12.10.5-gn', 121005, false),
    release('mi-browser-pro', '12.1.4-g', 120104, false),
  ],
};

describe('selectReleases', () => {
  const table: [expression: string, names: string[]][] = [
    ['mint', ['mint@3.4.0', 'mint@3.4.3', 'mint@3.9.3']],
    ['mint@3.4.0', ['mint@3.4.0']],
    ['mint@9.0.0-pinned', ['mint@9.0.0-pinned']],
    ['mint@3.4', ['mint@3.4.0', 'mint@3.4.3']],
    ['mint@>=3.4.0 <3.5', ['mint@3.4.0', 'mint@3.4.3']],
    ['mint@ >3.4.0', ['mint@3.4.3', 'mint@3.9.3']],
    ['mint@*', ['mint@3.4.0', 'mint@3.4.3', 'mint@3.9.3']],
    ['mi-browser-pro@12.10.5-gn', ['mi-browser-pro@12.10.5-gn']],
    ['mi-browser-pro@12.1.4', ['mi-browser-pro@12.1.4-g']],
    ['mi-browser-pro@>=12.1', ['mi-browser-pro@12.1.4-g', 'mi-browser-pro@12.10.5-gn']],
    ['chrome@120', ['chrome@120']],
    ['chrome@latest', ['chrome@120']],
  ];
  for (const [expression, names] of table)
    it(`selects ${names.join(', ')} for ${expression}`, () => {
      assert.deepEqual(selectReleases(catalog, expression, FAMILIES).map(nameOfRelease), names);
    });

  it('selects the newest simulated and the newest real release for latest', () => {
    assert.deepEqual(selectReleases(catalog, 'mint@latest', FAMILIES).map(nameOfRelease), [
      'mint@3.4.3',
      'mint@3.9.3',
    ]);
  });

  const faults: [expression: string, message: RegExp, fix: RegExp][] = [
    [
      'mint@3.4.1',
      /no release 'mint@3\.4\.1'/,
      /the catalogue has chrome@120, mi-browser-pro@12\.1\.4-g, .*mint@3\.4\.0, mint@3\.4\.3/,
    ],
    ['mi-browser', /no release 'mi-browser'/, /the catalogue has /],
    ['firefox@1', /no family is named 'firefox'/, /chrome, mi-browser, mi-browser-pro, mint/],
    ['', /no family is named ''/, /mint/],
    ['safari', /cannot test Safari, because it needs Android/, /docs\/handsets\.md/],
    ['safari@17.4', /cannot test Safari/, /docs\/handsets\.md/],
    ['mint@', /names no version/, /write mint/],
    ['mint@newest', /neither a version nor a range/, /mint@latest/],
  ];
  for (const [expression, message, fix] of faults)
    it(`rejects '${expression}' and says what to write`, () => {
      assert.throws(
        () => selectReleases(catalog, expression, FAMILIES),
        (error: unknown) =>
          error instanceof Fault && message.test(error.message) && fix.test(error.fix ?? ''),
      );
    });

  it('explains how to fill an empty catalogue', () => {
    assert.throws(() => selectReleases({ ...catalog, releases: [] }, 'mint', FAMILIES), {
      fix: 'the catalogue is empty; add APKs with: leakgate apks add PATH',
    });
  });
});

describe('orderReleases', () => {
  it('sorts by versionCode before version, from any order', () => {
    const releases = [
      release('mint', '3.4.3', 2),
      release('mint', '9.0', 1),
      release('mi-browser', '12.1.4', 120104),
    ];
    const names = ['mi-browser@12.1.4', 'mint@9.0', 'mint@3.4.3'];
    assert.deepEqual(orderReleases(releases).map(nameOfRelease), names);
    assert.deepEqual(orderReleases(releases.toReversed()).map(nameOfRelease), names);
  });
});

function release(
  family: CataloguedRelease['family'],
  versionName: string,
  versionCode: number,
  simulated = true,
): CataloguedRelease {
  return {
    family,
    versionName,
    versionCode,
    simulated,
    proving: false,
    package: `of.${family}`,
    sha256: Buffer.from(`${family}@${versionName}`).toString('hex').padEnd(64, '0').slice(0, 64),
    signer: '0'.repeat(64),
    file: `apks/${family}-${versionName}.apk`,
    minSdk: 21,
    targetSdk: 28,
    debuggable: false,
    activity: 'of.Main',
    sdks: [],
    statisticsSwitch: false,
  };
}
