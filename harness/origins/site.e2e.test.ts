import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import forge from 'node-forge';
import { createCanaryGenerator } from '../canary/generator.ts';
import type { OriginRequest } from '../model/origin.ts';
import { createInternet, type Internet } from './internet.ts';
import { siteOf } from './site.ts';

/** Answers requests to every host from one TLS port. Chromium's options map every host to it and accept its certificate. */
async function serve(internet: Internet, requests: OriginRequest[]): Promise<https.Server> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.setSubject([{ name: 'commonName', value: 'localhost' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'localhost' }]);
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());

  const server = https.createServer(
    { key: privateKey, cert: forge.pki.certificateToPem(certificate) },
    (message, answer) => {
      const chunks: Uint8Array[] = [];
      message.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      message.on('end', () => {
        const headers = Object.entries(message.headers).map(
          ([name, value]) => [name, String(value)] as const,
        );
        const request = {
          method: message.method ?? '',
          url: `https://${message.headers.host}${message.url}`,
          headers,
          body: Buffer.concat(chunks),
        };
        requests.push(request);
        const response = internet.respond(request);
        answer.writeHead(response.status, Object.fromEntries(response.headers)).end(response.body);
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return server;
}

describe('a canary page in Chromium', function () {
  this.timeout(60_000);
  const requests: OriginRequest[] = [];
  let server: https.Server;
  let profile: string;
  let chromium: ChildProcess;
  const generator = createCanaryGenerator();
  const visit = generator.visit();
  const control = generator.control();
  const internet = createInternet({ responders: [], sites: [siteOf(visit, control)] });

  before(async () => {
    server = await serve(internet, requests);
    profile = await mkdtemp(join(tmpdir(), 'leakgate-site-'));
    const { port } = server.address() as AddressInfo;
    chromium = spawn(
      'chromium',
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${profile}`,
        '--ignore-certificate-errors',
        `--host-resolver-rules=MAP * 127.0.0.1:${port}`,
        visit.url,
      ],
      { stdio: 'ignore' },
    );
    const isDone = () =>
      internet.served().every((each) => each.beacons > 0 && each.controls > 0) &&
      requests.some(({ url }) => url.endsWith('/favicon.ico'));
    const end = performance.now() + 45_000;
    while (performance.now() < end && !isDone()) await delay(100);
  });

  after(async () => {
    chromium.kill('SIGKILL');
    await once(chromium, 'exit');
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is served, sends its beacon, and sends its control', () => {
    const [seenVisit] = internet.served();
    assert.deepEqual([seenVisit?.served, seenVisit?.beacons, seenVisit?.controls], [1, 1, 1]);
    assert.match(seenVisit?.userAgents[0] ?? '', /Chrome\//);
  });

  it('does not disclose the visit to other hosts, including the host that gets its control', () => {
    const others = requests.filter((request) => new URL(request.url).hostname !== visit.host);
    assert.ok(others.some((request) => new URL(request.url).hostname === control.host));
    for (const { url, headers, body } of others)
      assert.ok(!`${url}${JSON.stringify(headers)}${Buffer.from(body).toString()}`.includes(visit.host), url);
  });

  it('loads its script, its style and its icon under its own policy', () => {
    const paths = requests
      .filter(({ url }) => new URL(url).hostname === visit.host)
      .map(({ url }) => new URL(url).pathname);
    for (const path of ['/page.js', '/page.css', '/favicon.ico']) assert.ok(paths.includes(path), path);
  });
});
