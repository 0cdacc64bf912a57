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

async function refuses(request: Partial<PlanRequest>, message: RegExp): Promise<void> {
  await assert.rejects(plan(request), (error) => error instanceof Fault && message.test(error.message));
}

describe('makePlan', () => {
  it('takes every release that the handset can run, every scenario, and private mode', async () => {
    const { batches, specs } = await plan();
    assert.deepEqual(
      batches.map((batch) => batch.id),
      ['mint@3.4.0~aaaaaaaa', 'mint@3.4.3~cccccccc'],
    );
    assert.deepEqual(Object.keys(specs), ['search', 'visit-link', 'visit-typed']);
    assert.equal(batches[0]?.cases[0]?.id, 'mint@3.4.0~aaaaaaaa/search/private');
  });

  it('cuts the cases of one release for several handsets that are alike', async () => {
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

  it('takes a scenario that takes long only where it is named', async () => {
    const { specs, batches } = await plan({ scenarios: ['size-of-uploads'] });
    assert.deepEqual(Object.keys(specs), ['size-of-uploads']);
    assert.equal(batches[0]?.cases[0]?.id, 'mint@3.4.0~aaaaaaaa/size-of-uploads/private');
  });

  it('puts the release first whose SDKs keep it waiting longest', async () => {
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

  it('skips the switch of a release that has none, and says why', async () => {
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

  it('takes a mode that is named twice once', async () => {
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

  it('runs a simulated handset at the speed asked for, a real one at 1', async () => {
    assert.equal((await plan({ speed: 30 })).speed, 30);
    assert.equal((await plan({ handsets: ['emulator-5554'], speed: 30 })).speed, 1);
  });

  it("says that the simulated handset cannot run a vendor's APK", () =>
    refuses({ releases: ['mint@3.9.3'] }, /vendor's APK.*cannot run it/));
  it('takes the release that fits where a simulated and a real one have the same name', async () => {
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
  it('says that a phone cannot run a simulated browser', () =>
    refuses({ releases: ['mint@3.4.0'], handsets: ['emulator-5554'] }, /simulated browser/));
  it('names an unknown scenario', () =>
    refuses({ scenarios: ['vist-typed'] }, /unknown scenario 'vist-typed'/));
  it('names an unknown mode', () => refuses({ modes: ['incognito'] }, /unknown mode 'incognito'/));
  it('names an unknown handset', () => refuses({ handsets: ['my phone'] }, /my phone/));
  it('names an unknown release', () => refuses({ releases: ['mint@9.9.9'] }, /mint@9\.9\.9/));
});

describe('newRunId', () => {
  it('begins with the time, in UTC', () => {
    assert.match(newRunId(new Date('2020-05-04T01:30:00.123Z')), /^20200504T013000Z-[0-9a-f]{4}$/);
  });
});

describe('scenariosNamed', () => {
  it('reads every way of writing --spec', () => {
    assert.deepEqual(
      scenariosNamed(['run', 'wdio.conf.ts', '--spec', 'specs/search.spec.ts', './specs/visit-link.spec.ts']),
      ['search', 'visit-link'],
    );
    assert.deepEqual(scenariosNamed(['--spec=specs/search.spec.ts']), ['search']);
    assert.deepEqual(scenariosNamed(['run', 'wdio.conf.ts']), []);
  });

  it('refuses what is no spec file', () => {
    assert.throws(
      () => scenariosNamed(['--spec', 'specs/search.ts']),
      /specs\/search\.ts is not a spec file/,
    );
  });
});
