import assert from 'node:assert/strict';
import { destinationOf, readDestination } from './proxy-request.ts';

describe('the destination of a request to a proxy', () => {
  for (const [line, host, port] of [
    ['CONNECT site.example:443 HTTP/1.1', 'site.example', 443],
    ['CONNECT Site.Example:8443 HTTP/1.1', 'site.example', 8443],
    ['CONNECT [2001:db8::1]:443 HTTP/1.1', '2001:db8::1', 443],
    ['GET http://site.example/a?b HTTP/1.1', 'site.example', 80],
    ['POST http://site.example:8080/ HTTP/1.1', 'site.example', 8080],
    ['GET http://[::1]/ HTTP/1.1', '::1', 80],
    ['GET ws://site.example/ HTTP/1.1', 'site.example', 80],
  ] as const) {
    it(line, () => {
      assert.deepEqual(readDestination(Buffer.from(`${line}\r\nhost: other.example\r\n\r\n`)), {
        host,
        port,
      });
    });
  }

  for (const text of [
    'a body that mentions GET http://site.example/ HTTP/1.1\r\n',
    '\r\nGET http://site.example/ HTTP/1.1\r\n',
    'GET /path HTTP/1.1\r\n',
    'CONNECT :443 HTTP/1.1\r\n',
    '',
  ]) {
    it(`is undefined for ${JSON.stringify(text)}`, () => {
      assert.equal(readDestination(Buffer.from(text)), undefined);
    });
  }

  it('is undefined for a URL without a host', () => {
    for (const url of ['data:text/plain,x', 'blob:https://site.example/1', 'about:blank', 'nothing'])
      assert.equal(destinationOf(url), undefined, url);
  });
});
