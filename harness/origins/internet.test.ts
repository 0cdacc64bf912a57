import assert from 'node:assert/strict';
import { createCanaryGenerator } from '../canary/generator.ts';
import type { OriginRequest } from '../model/origin.ts';
import { readResponders, readSdks } from '../tables/sdks.ts';
import { createInternet } from './internet.ts';
import { siteOf } from './site.ts';

const responders = await readResponders(await readSdks());

function get(url: string, headers: Record<string, string> = {}): OriginRequest {
  return { method: 'GET', url, headers: Object.entries(headers), body: new Uint8Array() };
}

function post(url: string, body: string, headers: Record<string, string> = {}): OriginRequest {
  return { method: 'POST', url, headers: Object.entries(headers), body: Buffer.from(body) };
}

function textOf(response: { body: Uint8Array }): string {
  return Buffer.from(response.body).toString();
}

function createSite() {
  const generator = createCanaryGenerator();
  const second = generator.visit();
  const visit = generator.visit({ linkTo: second });
  const control = generator.control();
  const site = siteOf(visit, control);
  const internet = createInternet({ responders, sites: [site] });

  return { visit, control, site, internet };
}

describe('what any app is answered', () => {
  const { visit, control, internet } = createSite();
  const { forAnyApp } = internet;

  it('is a connectivity check, a canary site and a neutral host', () => {
    for (const url of [
      'http://connectivitycheck.gstatic.com/generate_204',
      'https://www.google.com/gen_204',
      'http://some.vendor.example/generate_204',
      visit.url,
      `https://${control.host}/anything`,
    ])
      assert.ok(forAnyApp.isRequest({ method: 'GET', url }), url);
    for (const host of ['www.google.com', new URL(visit.url).hostname, control.host])
      assert.ok(forAnyApp.isHost(host), host);
  });

  it('is nothing else, also at the hosts of connectivity checks', () => {
    for (const request of [
      { method: 'POST', url: 'https://www.google.com/gen_204' },
      { method: 'GET', url: 'https://www.google.com/search?q=a' },
      { method: 'GET', url: 'https://sa.api.intl.miui.com/sa' },
      { method: 'GET', url: 'not a url' },
    ])
      assert.ok(!forAnyApp.isRequest(request), request.url);
    for (const host of ['some.vendor.example', 'sa.api.intl.miui.com', 'google.com'])
      assert.ok(!forAnyApp.isHost(host), host);
  });
});

describe('a canary site', () => {
  it('serves its page with its title, and discloses nothing to other hosts', () => {
    const { visit, control, internet } = createSite();
    const response = internet.respond(get(visit.url));
    assert.equal(response.status, 200);
    assert.equal(response.responder, 'site');
    const headers = new Map(response.headers);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.ok(policy.includes(`img-src 'self' https://${control.host};`));
    assert.ok(policy.includes("connect-src 'self';"));
    const html = textOf(response);
    assert.ok(html.includes(`<title>${visit.title}</title>`));
    assert.ok(html.includes(`href="${visit.linkUrl}"`));
  });

  it('loads nothing from other hosts', () => {
    const { visit, internet } = createSite();
    const html = textOf(internet.respond(get(visit.url)));
    const loaded = [...html.matchAll(/(?:src|link[^>]* href)="([^"]*)"/g)].map((match) => match[1]);
    assert.ok(loaded.length >= 3);
    for (const address of loaded) {
      assert.match(address ?? '', /^\/[a-z.]+$/);
      assert.equal(internet.respond(get(new URL(address ?? '', visit.url).href)).status, 200);
    }
  });

  it('distinguishes a visit from all other requests', () => {
    const { visit, site, internet } = createSite();
    internet.respond(get(`https://${visit.host}/page.js`));
    internet.respond(get(visit.url.replace(/\?.*/, '')));
    assert.equal(internet.respond(get(`https://${visit.host}/elsewhere`)).status, 404);
    assert.deepEqual(
      internet.served().map(({ served, beacons }) => [served, beacons]),
      [[0, 0]],
    );
    internet.respond(get(visit.url, { 'User-Agent': 'Mint/3.4.0' }));
    internet.respond(get(visit.url, { 'User-Agent': 'Mint/3.4.0' }));
    internet.respond(post(`https://${visit.host}${site.beaconPath}`, 'ready'));
    assert.deepEqual(internet.served(), [
      { url: visit.url, host: visit.host, served: 2, beacons: 1, controls: 0, userAgents: ['Mint/3.4.0'] },
    ]);
  });

  it('has a script that sends the control encoded, without naming the visit', () => {
    const { visit, control, internet } = createSite();
    const script = textOf(internet.respond(get(`https://${visit.host}/page.js`)));
    assert.ok(!script.includes(control.value));
    assert.ok(!script.includes(visit.host));
    const address = /src = "(https:[^"]+)"/.exec(script)?.[1] ?? '';
    const encodedControl = new URL(address).searchParams.get('n') ?? '';
    assert.equal(new URL(address).hostname, control.host);
    assert.equal(JSON.parse(Buffer.from(encodedControl, 'base64').toString()).note, control.value);
    assert.equal(internet.respond(get(`https://${control.host}/note?n=else`)).responder, 'site');
    assert.equal(internet.served()[0]?.controls, 0);
    assert.equal(internet.respond(get(address)).status, 200);
    assert.equal(internet.served()[0]?.controls, 1);
  });

  it('can be added after the internet was created', () => {
    const { internet } = createSite();
    const generator = createCanaryGenerator();
    const visit = generator.visit();
    assert.equal(internet.respond(get(visit.url)).responder, 'unknown');
    internet.addSite(siteOf(visit, generator.control()));
    assert.equal(internet.respond(get(visit.url)).responder, 'site');
  });
});

describe('the internet', () => {
  const { respond } = createInternet({ responders });

  const rows: [string, OriginRequest, { status: number; responder: string; body?: string | RegExp }][] = [
    [
      'a Sensors upload',
      post('https://sa.api.intl.miui.com/sa?project=global_browser_mini&r=IN', 'crc=1&gzip=1&data_list=x'),
      { status: 200, responder: 'ack/sensors', body: '' },
    ],
    [
      'Sensors settings',
      get('https://sa.api.intl.miui.com/config/Android.conf?v=1'),
      { status: 304, responder: 'config/sensors', body: '' },
    ],
    [
      'AOSP’s probe',
      get('http://connectivitycheck.gstatic.com/generate_204'),
      { status: 204, responder: 'probe/aosp', body: '' },
    ],
    [
      'Google’s probe',
      get('https://www.google.com/generate_204'),
      { status: 204, responder: 'probe/google' },
    ],
    [
      'Google’s other probe',
      get('http://www.google.com/gen_204'),
      { status: 204, responder: 'probe/google' },
    ],
    [
      'MIUI’s probe',
      get('http://connect.rom.miui.com/generate_204'),
      { status: 204, responder: 'probe/miui' },
    ],
    [
      'another vendor’s probe',
      get('http://wifi.vivo.com.cn/generate_204'),
      { status: 204, responder: 'probe/any' },
    ],
    [
      'OneTrack’s key',
      post('https://tracking.intl.miui.com/track/key_get', 'secretKey=x'),
      { status: 503, responder: 'key/onetrack' },
    ],
    [
      'an unknown SDK’s key',
      post('https://sdk.invalid/v2/key_get', ''),
      { status: 503, responder: 'key/any' },
    ],
    [
      'MiStat’s key',
      get('https://data.mistat.intl.xiaomi.com/key_get'),
      { status: 503, responder: 'key/mistat' },
    ],
    [
      'a OneTrack upload',
      post('https://tracking.rus.miui.com/track/v4', 'x'),
      { status: 200, responder: 'ack/onetrack', body: '{"code":0}' },
    ],
    [
      'a MiStat upload',
      post('https://data.mistat.india.xiaomi.com/mistats/v2', 'x'),
      { status: 200, responder: 'ack/mistat-v2', body: /"status":"ok"/ },
    ],
    [
      'a MiStat 3 upload',
      post('https://data.mistat.xiaomi.com/mistats/v3', 'x'),
      { status: 200, responder: 'ack/mistat-v3' },
    ],
    [
      'Chrome’s metrics',
      post('https://clientservices.googleapis.com/uma/v2', 'x'),
      { status: 200, responder: 'ack/chrome-uma' },
    ],
    [
      'unknown settings',
      get('https://sdk.invalid/v1/remote-config.json'),
      { status: 404, responder: 'config/any' },
    ],
    [
      'an unknown upload',
      post('https://collector.invalid/c', 'x'),
      { status: 200, responder: 'unknown', body: '{}' },
    ],
    [
      'an unknown page',
      get('https://abcdefabcdef.example/', { Accept: 'text/html,*/*' }),
      { status: 200, responder: 'unknown', body: /<title>abcdefabcdef.example<\/title>/ },
    ],
    [
      'an unknown pixel',
      get('https://collector.invalid/sa.gif?data=x'),
      { status: 200, responder: 'unknown', body: /^GIF89a/ },
    ],
    ['a request whose URL cannot be parsed', get('nonsense'), { status: 200, responder: 'unknown' }],
    [
      'a Google search',
      get('https://www.google.com/search?q=two+words%3Cb%3E&hl=en'),
      { status: 200, responder: 'search-engine', body: /<title>two words&lt;b&gt; - Google Search<\/title>/ },
    ],
    [
      'a Google search in another country',
      get('https://www.google.co.in/search?q=w'),
      { status: 200, responder: 'search-engine' },
    ],
    [
      'a DuckDuckGo search',
      get('https://duckduckgo.com/?q=two+words&t=h_'),
      { status: 200, responder: 'search-engine', body: /<title>two words at DuckDuckGo<\/title>/ },
    ],
    [
      'Google’s suggestions',
      get('https://www.google.com/complete/search?client=chrome&q=tw'),
      { status: 200, responder: 'search-engine', body: '["tw",[]]' },
    ],
    [
      'DuckDuckGo’s suggestions',
      get('https://duckduckgo.com/ac/?q=tw&type=list'),
      { status: 200, responder: 'search-engine', body: '["tw",[]]' },
    ],
    [
      'a host that looks like Google',
      get('https://www.google.com.evil.invalid/search?q=w'),
      { status: 200, responder: 'unknown' },
    ],
  ];
  for (const [name, request, expected] of rows)
    it(`answers ${name}`, () => {
      const response = respond(request);
      assert.deepEqual([response.status, response.responder], [expected.status, expected.responder]);
      if (expected.body instanceof RegExp)
        assert.match(Buffer.from(response.body).toString('latin1'), expected.body);
      else if (expected.body !== undefined) assert.equal(textOf(response), expected.body);
    });

  it('allows a page of another origin to send and read', () => {
    const headers = {
      Origin: 'https://page.invalid',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'x-a',
    };
    const preflight = respond({
      method: 'OPTIONS',
      url: 'https://sa.api.intl.miui.com/sa',
      headers: Object.entries(headers),
      body: new Uint8Array(),
    });
    assert.equal(preflight.status, 204);
    const allowed = new Map(preflight.headers);
    assert.equal(allowed.get('access-control-allow-origin'), 'https://page.invalid');
    assert.equal(allowed.get('access-control-allow-headers'), 'x-a');
    const answer = respond(post('https://collector.invalid/', 'x', { Origin: 'https://page.invalid' }));
    assert.equal(new Map(answer.headers).get('access-control-allow-origin'), 'https://page.invalid');
  });
});

describe('the table of responders', () => {
  it('has unique names that begin with the kind', () => {
    assert.equal(new Set(responders.map((row) => row.name)).size, responders.length);
    for (const row of responders) assert.ok(row.name.startsWith(`${row.kind}/`), row.name);
  });

  it('answers uploads with success, and never a key exchange', () => {
    for (const { name, kind, status, host } of responders) {
      if (kind === 'ack') assert.ok(status >= 200 && status < 300, name);
      // The proving ground serves a configuration that switches an SDK off, at a host that does not exist.
      const isInvented = host === 'switch.collector.example';
      if (kind === 'config' && !isInvented) assert.ok(status === 304 || status === 404, name);
      if (kind === 'probe') assert.equal(status, 204, name);
      if (kind === 'key') assert.ok(status >= 400, name);
    }
  });

  it('has no row that an earlier row hides', () => {
    const internet = createInternet({ responders });
    for (const row of responders) {
      const example = (pattern: string) => pattern.replaceAll('*', 'x');
      const host = example(row.host === '*' ? 'host.invalid' : row.host);
      const response = internet.respond({
        method: row.method ?? 'POST',
        url: `https://${host}${example(row.path).replace(/^(?!\/)/, '/')}`,
        headers: [],
        body: new Uint8Array(),
      });
      assert.equal(response.responder, row.name);
    }
  });
});
