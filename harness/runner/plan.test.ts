import assert from 'node:assert/strict';
import { Fault } from '../model/fault.ts';
import type { CataloguedRelease } from '../model/release.ts';
import { type Sdk, sdkFileSchema } from '../model/sdk.ts';
import { makePlan, newRunId, type PlanRequest } from './plan.ts';
import { scenariosNamed } from './default-plan.ts';

function release(overrides: Partial<CataloguedRelease>): CataloguedRelease {
  return {
    family: 'mint',
    package: 'com.mi.globalbrowser.mini',
    versionName: '3.4.0',
    versionCode: 30400,
    sha256: 'a'.repeat(64),
    signer: 'b'.repeat(64),
    file: 'apks/simulated/mint-3.4.0.apk',
    simulated: true,
    proving: false,
    minSdk: 21,
    targetSdk: 29,
    debuggable: false,
    activity: 'com.miui.android.apps.chrome.Main',
    sdks: ['sensors'],
    statisticsSwitch: false,
    ...overrides,
  };
}

const leaky = release({});
const fixed = release({
  versionName: '3.4.3',
  versionCode: 30403,
  sha256: 'c'.repeat(64),
  statisticsSwitch: true,
});
const vendor = release({
  versionName: '3.9.3',
  versionCode: 30903,
  sha256: 'd'.repeat(64),
  simulated: false,
  file: 'apks/mint-3.9.3.apk',
});

function sdkWith(id: string, intervalMs: number): Sdk {
  return { id, ...sdkFileSchema.parse({ name: id, apk: { signatures: ['x'], intervalMs, source: 'test' } }) };
}

function plan(request: Partial<PlanRequest> = {}) {
  return makePlan({
    catalog: { schema: 'leakgate/catalog@1', releases: [leaky, fixed, vendor] },
    families: ['chrome', 'mi-browser', 'mi-browser-pro', 'mint'].map((family) => ({ family, helpers: [] })),
    sdks: [sdkWith('sensors', 45_000), sdkWith('uma', 300_000)],
    rules: 'e'.repeat(64),
    releases: [],
    scenarios: [],
    modes: [],
    handsets: ['sim'],
    speed: 20,
    ...request,
  });
}

async function assertRefused(request: Partial<PlanRequest>, message: RegExp): Promise<void> {
  await assert.rejects(
    plan(request),
    (error) => error instanceof Fault && message.test(`${error.message}\n${error.fix ?? ''}`),
  );
}

describe('makePlan', () => {
  it('plans every release that the handset can run, every scenario, and private mode by default', async () => {
    const { batches, specs } = await plan();
    assert.deepEqual(
      batches.map((batch) => batch.id),
      ['mint@3.4.0~aaaaaaaa', 'mint@3.4.3~cccccccc'],
    );
    assert.deepEqual(Object.keys(specs), ['search', 'visit-link', 'visit-typed']);
    assert.equal(batches[0]?.cases[0]?.id, 'mint@3.4.0~aaaaaaaa/search/private');
  });

  it('distributes the cases of one release over handsets with the same traits', async () => {
    const request = { releases: ['mint@3.4.0'], handsets: ['sim:3'] };
    const { batches } = await plan(request);
    assert.deepEqual(
      batches.map(({ id, cases }) => [id, cases.map((planned) => planned.scenario)]),
      [
        ['mint@3.4.0~aaaaaaaa#1', ['search']],
        ['mint@3.4.0~aaaaaaaa#2', ['visit-link']],
        ['mint@3.4.0~aaaaaaaa#3', ['visit-typed']],
      ],
    );
    const mixed = await plan({ ...request, handsets: ['sim:2', 'sim+no-root'] });
    assert.equal(mixed.batches.length, 1);
  });

  it('plans a scenario on request only if it is named', async () => {
    const { specs, batches } = await plan({ scenarios: ['size-of-uploads'] });
    assert.deepEqual(Object.keys(specs), ['size-of-uploads']);
    assert.equal(batches[0]?.cases[0]?.id, 'mint@3.4.0~aaaaaaaa/size-of-uploads/private');
  });

  it('sorts the release with the longest waits first', async () => {
    const slow = release({ family: 'chrome', versionName: '120', sha256: 'f'.repeat(64), sdks: ['uma'] });
    const { batches } = await plan({ catalog: { schema: 'leakgate/catalog@1', releases: [leaky, slow] } });
    assert.deepEqual(
      batches.map((batch) => batch.id),
      ['chrome@120~ffffffff', 'mint@3.4.0~aaaaaaaa'],
    );
  });

  it('writes a mode into the id with a dot', async () => {
    const { batches } = await plan({
      releases: ['mint@3.4.3'],
      scenarios: ['search'],
      modes: ['private/on'],
    });
    assert.equal(batches[0]?.cases[0]?.id, 'mint@3.4.3~cccccccc/search/private.on');
  });

  it('skips modes with a switch for a release that has none, with the reason', async () => {
    const { skipped, batches } = await plan({ scenarios: ['search'], modes: ['private/on'] });
    assert.deepEqual(skipped, [
      {
        release: 'mint@3.4.0',
        scenario: 'search',
        mode: 'private/on',
        why: 'mint@3.4.0 has no statistics switch',
      },
    ]);
    assert.equal(batches.length, 1);
  });

  it('plans a mode once, even if it is named twice', async () => {
    const { batches } = await plan({
      releases: ['mint@3.4.0'],
      scenarios: ['search'],
      modes: ['private', 'private/default'],
    });
    assert.equal(batches[0]?.cases.length, 1);
  });

  it('leaves the proving ground out unless one of its releases is named', async () => {
    const proving = release({ versionName: '9.0.0-pinned', sha256: '8'.repeat(64), proving: true });
    const catalog = { schema: 'leakgate/catalog@1', releases: [leaky, proving] } as const;
    const names = async (releases: string[]) =>
      (await plan({ catalog: { ...catalog, releases: [...catalog.releases] }, releases })).batches.map(
        (batch) => batch.release.versionName,
      );
    assert.deepEqual(await names([]), ['3.4.0']);
    assert.deepEqual(await names(['mint']), ['3.4.0']);
    assert.deepEqual(await names(['mint@9.0.0-pinned']), ['9.0.0-pinned']);
  });

  it('sets the requested speed for simulated handsets, and 1 for real ones', async () => {
    assert.equal((await plan({ speed: 30 })).speed, 30);
    assert.equal((await plan({ handsets: ['emulator-5554'], speed: 30 })).speed, 1);
  });

  it("refuses a vendor's APK for the simulated handset", () =>
    assertRefused({ releases: ['mint@3.9.3'] }, /vendor's APK.*cannot run it/));
  it('plans the release that the handset can run if a simulated and a real one have the same name', async () => {
    const twin = release({ sha256: '9'.repeat(64), simulated: false, file: 'apks/mint-3.4.0.apk' });
    const { batches } = await plan({
      catalog: { schema: 'leakgate/catalog@1', releases: [twin, leaky] },
      releases: ['mint@3.4.0'],
    });
    assert.deepEqual(
      batches.map((batch) => batch.id),
      ['mint@3.4.0~aaaaaaaa'],
    );
  });
  it('refuses a simulated browser for a phone', () =>
    assertRefused(
      { releases: ['mint@3.4.0'], handsets: ['emulator-5554'] },
      /simulated browser.*\nadd the vendor's APK with: leakgate apks add PATH/,
    ));
  it('refuses an unknown scenario by name', () =>
    assertRefused({ scenarios: ['vist-typed'] }, /unknown scenario 'vist-typed'/));
  it('refuses an unknown mode by name', () =>
    assertRefused({ modes: ['incognito'] }, /unknown mode 'incognito'/));
  it('refuses an unknown handset by name', () => assertRefused({ handsets: ['my phone'] }, /my phone/));
  it('refuses an unknown release by name', () => assertRefused({ releases: ['mint@9.9.9'] }, /mint@9\.9\.9/));
});

describe('newRunId', () => {
  it('begins with the time, in UTC', () => {
    assert.match(newRunId(new Date('2020-05-04T01:30:00.123Z')), /^20200504T013000Z-[0-9a-f]{4}$/);
  });
});

describe('scenariosNamed', () => {
  it('reads --spec with one or more values, and --spec=', () => {
    assert.deepEqual(
      scenariosNamed(['run', 'wdio.conf.ts', '--spec', 'specs/search.spec.ts', './specs/visit-link.spec.ts']),
      ['search', 'visit-link'],
    );
    assert.deepEqual(scenariosNamed(['--spec=specs/search.spec.ts']), ['search']);
    assert.deepEqual(scenariosNamed(['run', 'wdio.conf.ts']), []);
  });

  it('refuses a file that is not a spec', () => {
    assert.throws(
      () => scenariosNamed(['--spec', 'specs/search.ts']),
      /specs\/search\.ts is not a spec file/,
    );
  });
});
