import assert from 'node:assert/strict';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { selfTest } from './self-test.ts';

describe('the recorder’s self-test', () => {
  let ca: CertificateAuthority;
  before(async () => {
    ca = await createCertificateAuthority();
  });

  it('finds no loss in the real recorder', async () => {
    assert.ok((await selfTest({ ca })) >= 20);
  });

  it('names the bodies that a recorder loses if it does not wait for them', async () => {
    await assert.rejects(
      selfTest({
        ca,
        rules: async (proxy) => {
          await proxy.forAnyRequest().always().thenReply(204);
          await proxy.forAnyWebSocket().always().thenPassivelyListen();
        },
      }),
      (error: Error) => {
        assert.equal(error.name, 'Fault');
        assert.match(error.message, /HTTP\/2, answered with 204, text body: body \(0 of \d+ bytes\)/);
        assert.doesNotMatch(error.message, /HTTP\/1\.1, answered with 204, text body/);

        return true;
      },
    );
  });

  it('names requests that could not be sent', async () => {
    await assert.rejects(
      selfTest({
        ca,
        rules: async (proxy) => {
          await proxy.forAnyRequest().always().waitForRequestBody().thenReply(200);
          await proxy.forAnyWebSocket().always().thenRejectConnection(403);
        },
      }),
      /WebSocket: the request could not be sent/,
    );
  });
});
