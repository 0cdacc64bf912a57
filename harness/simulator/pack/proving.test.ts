import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { OriginRequest } from '../../model/origin.ts';
import { sharedAuthority } from '../testing/bare-device.ts';
import { playPrivateVisit, readSources, tryBrowser } from '../try/index.ts';
import {
  type Claim,
  hidesUrl,
  onlyRequests,
  reports,
  type ScenarioTraffic,
  sends,
  sendsOpaque,
  textOf,
  VISITED,
  VISITED_TITLE,
} from './testing/claims.ts';
import { hidingClaims } from './testing/hiding-claims.ts';
import { honestClaims } from './testing/honest-claims.ts';
import { messagesOf, receiverClaims } from './testing/receivers.ts';
import { declarationOf, provingReleases, SIMULATED } from './testing/releases.ts';

const UIDS = { browser: 10_200, helper: 10_060, system: 10_050, keyboard: 10_070, isolated: 99_101 };

const claims: Record<string, Claim> = {
  ...hidingClaims,
  ...honestClaims,
  ...(await receiverClaims()),
  pinned: reports('pinned.collector.example'),
  'pinned-beside': (traffic) =>
    reports('pinned.collector.example')(traffic) && sends({ uid: UIDS.system })(traffic),
  'around-tcp': reports('around.collector.example'),
  'around-udp': sends({ uid: UIDS.browser, protocol: 'udp', remotePort: 8125 }),
  'around-ipv6': sends({ uid: UIDS.browser, family: 6, remotePort: 443 }),
  'direct-udp-first': sends({ uid: UIDS.browser, protocol: 'udp', remotePort: 443 }),
  'direct-ipv6-first': sends({ uid: UIDS.browser, family: 6, remotePort: 443 }),
  'direct-http': reports('direct.collector.example'),
  'direct-binary': sends({ uid: UIDS.browser, protocol: 'tcp', remotePort: 5222 }),
  'direct-pinned': reports('direct.collector.example'),
  'direct-fronted': sends({ uid: UIDS.browser, remoteAddress: '198.18.0.77', remotePort: 80 }),
  'helper-queue': hidesUrl,
  'encrypted-size': sendsOpaque('size.collector.example', 1),
  'encrypted-count': sendsOpaque('count.collector.example', 1),
  'encrypted-heartbeat': sendsOpaque('heartbeat.collector.example', 3),
  'opaque-once': sendsOpaque('register.collector.example', 1),
  'key-exchange': onlyRequests('/track/key_get'),
  delayed: hidesUrl,
  'after-relaunch': reports('relaunch.collector.example'),
  'after-private': reports('closed.collector.example'),
  job: reports('job.collector.example'),
  'delegated-services': sendsOpaque('data.mistat.intl.xiaomi.com', 1),
  'delegated-system': sendsOpaque('data.mistat.intl.xiaomi.com', 1),
  'delegated-vendor': sendsOpaque('data.mistat.intl.xiaomi.com', 1),
  firebase: hidesUrl,
  'hourly-job': reports('hourly.collector.example'),
  'hourly-work': hidesUrl,
  'umeng-sdk': hidesUrl,
  'unknown-sdk': hidesUrl,
  frozen: reports('frozen.collector.example'),
  disabled: onlyRequests('/sdk/config.json'),
  silent: reports('silent.collector.example'),
  changing: hidesUrl,
  domain: reports('domain.collector.example', 'abcdefghijkl.example'),
  switch: hidesUrl,
  websocket: sends({ uid: UIDS.browser, remotePort: 443 }),
  identifier: reports('identifier.collector.example'),
  helper: (traffic) => reports('helper.collector.example')(traffic) && sends({ uid: UIDS.helper })(traffic),
  isolated: (traffic) =>
    sendsOpaque('isolated.collector.example', 1)(traffic) && sends({ uid: UIDS.isolated })(traffic),
  keyboard: (traffic) =>
    reports('keyboard.collector.example')(traffic) && sends({ uid: UIDS.keyboard })(traffic),
  demoted: hidesUrl,
  'data-saver': ({ requests }) => requests.some((each) => each.url.endsWith('/path/to?q=mnopqrstuvwx')),
  'encrypted-host': sendsOpaque('host.collector.example', 1),
  screenshot: sendsOpaque('picture.collector.example', 1),
  'binary-form': sendsOpaque('form.collector.example', 1),
  'early-socket': sends({ uid: UIDS.browser, remotePort: 443 }),
  'hashed-id': reports('id.collector.example', `"id":${hashCode(VISITED)}`),
  'keyed-digest': sendsOpaque('keyed.collector.example', 1),
  'pinned-client': reports('twice.collector.example'),
  resolver: ({ requests }) => requests.some((each) => each.url === 'https://dns.resolver.example/dns-query'),
  'hashed-uuid': reports('uuid.collector.example', '649dbb46-18d4-3333-8399-bea8557f2e43'),
};

/** `String.hashCode()` of Java. */
function hashCode(text: string): number {
  return [...text].reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) | 0, 0);
}

describe('the proving ground', function () {
  this.timeout(20_000);

  it('has a claim for each release', () => {
    assert.deepEqual(provingReleases().map(nameOf).sort(), Object.keys(claims).sort());
  });

  for (const release of provingReleases()) {
    const name = nameOf(release);

    describe(name, () => {
      const declaration = declarationOf(release);

      it('is marked as a release of the proving ground and as invented', () => {
        assert.equal(declaration.proving, true);
        assert.deepEqual(
          declaration.provenance.map(({ kind }) => kind),
          ['invented'],
        );
        assert.ok(Object.keys(declaration.truth).length > 0);
      });

      it('behaves as claimed', async () => {
        const traffic = await runRelease(release);
        assert.ok(
          claims[name]?.(traffic),
          traffic.requests.map((each) => `${each.url} ${textOf(each)}`).join('\n'),
        );
      });
    });
  }
});

async function runRelease(release: string): Promise<ScenarioTraffic> {
  const requests: OriginRequest[] = [];
  const disabling = Buffer.from('{"disableSDK":true}');
  const respond = (request: OriginRequest) => {
    requests.push(request);
    const body = request.method === 'GET' ? disabling : Buffer.alloc(0);

    return { status: 200, headers: [], body, responder: 'test' };
  };
  const browser = await tryBrowser(await readSources(join(SIMULATED, release)), {
    respond,
    authority: sharedAuthority(),
  });
  try {
    await playPrivateVisit(browser, { page: { url: VISITED, title: VISITED_TITLE }, windowMs: 45_000 });
    assert.deepEqual(browser.failures(), []);

    return {
      requests,
      packets: browser.device.packetLog.since(0),
      messages: messagesOf(browser.sent()),
    };
  } finally {
    await browser.stop();
  }
}

function nameOf(release: string): string {
  return release.replace('proving/mint-9.0.0-', '');
}
