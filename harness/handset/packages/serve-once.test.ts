import assert from 'node:assert/strict';
import { serveOnce } from './serve-once.ts';

describe('serveOnce', () => {
  const self = import.meta.filename;

  it('serves the file to the first GET of its path only', async () => {
    const served = await serveOnce(self);
    assert.match(served.url, /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\.apk$/);
    assert.equal((await fetch(new URL('/other.apk', served.url))).status, 404);
    assert.equal((await fetch(served.url, { method: 'POST' })).status, 404);
    assert.equal(served.isFetched(), false);
    const text = await (await fetch(served.url)).text();
    assert.match(text, /describe\('serveOnce'/);
    assert.equal(served.isFetched(), true);
    await assert.rejects(fetch(served.url));
    await served.close();
  });

  it('refuses connections after it was closed without a download', async () => {
    const served = await serveOnce(self);
    await served.close();
    await assert.rejects(fetch(served.url));
  });

  it('refuses a file that is not there', async () => {
    await assert.rejects(serveOnce('/nowhere.apk'), /ENOENT/);
  });
});
