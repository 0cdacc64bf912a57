import assert from 'node:assert/strict';
import { testDependence } from '../harness/dependence/index.ts';
import { siteOf } from '../harness/verdict/index.ts';
import { isPageHost, type Kind, readSdkRecording, recordedSdks, stageOf } from './sdk-pages/recordings.ts';

/** SDKs whose events have no address here. */
const SENDS_NONE = ['amplitude-events'];
/** Sends its whole queue again and again, so that its recordings are long. */
const LONG = ['amplitude'];

/** Recorded in Chromium; `npm run bench:sdks -- --keep` records them again. */
describe('recordings of real SDKs', function () {
  this.timeout(300_000);

  const followedIn = (kind: Kind, name: string) => {
    const stage = stageOf(readSdkRecording(kind, name));
    const result = testDependence(stage, undefined, { isOwn: isPageHost, siteOf });
    assert.equal(result.kind, 'tested');

    return result.kind === 'tested' ? result.follows.map(({ feature }) => feature.where) : [];
  };

  it('are of as many SDKs as the bench has', () => {
    assert.ok(recordedSdks().length >= 15, recordedSdks().join());
  });

  for (const name of recordedSdks()) {
    const sends = !SENDS_NONE.includes(name);
    it(`${name}, two pages: ${sends ? 'follows' : 'does not follow'} the page`, () => {
      assert.equal(followedIn('two', name).length > 0, sends);
    });

    if (LONG.includes(name)) continue;
    it(`${name}, one page: nothing follows it`, () => {
      assert.deepEqual(followedIn('same', name), []);
    });
  }
});
