import assert from 'node:assert/strict';
import { Connections } from './connections.ts';
import { type ReadEntry, readEntry } from './har-entry.ts';
import { recipientOf } from './recipient.ts';

const OWN = 'k3x9m2q7w4tz.example';
const OTHER = 'front.collector.test';
const ADDRESS = '203.0.113.9';

function read(raw: object): ReadEntry {
  const { entry } = readEntry(raw);
  assert.ok(entry);

  return entry;
}

interface Names {
  /** The host of the URL; empty for a URL without a host. */
  url: string;
  tunnel?: string | undefined;
  serverName?: string | undefined;
  certificate?: object | undefined;
  header?: string | undefined;
  serverIPAddress?: string | undefined;
}

function entryOf({ url, serverName, certificate, header, serverIPAddress }: Names) {
  return read({
    request: {
      method: 'GET',
      url: url === '' ? '/c' : `https://${url}/c`,
      headers: header === undefined ? [] : [{ name: 'Host', value: header }],
    },
    ...(serverName !== undefined && { _sni: serverName }),
    ...(certificate && { _securityDetails: certificate }),
    ...(serverIPAddress !== undefined && { serverIPAddress }),
  });
}

const of = (names: Names) => recipientOf(entryOf(names), { tunnel: names.tunnel });

/** Every combination of names that agree, that disagree and that are missing. */
function combinations(): Names[] {
  const urls = [OWN, OTHER, ADDRESS, '[2001:db8::1]', ''];
  const hosts = [undefined, OWN, OTHER];
  const certificates = [undefined, { subjectName: OTHER }, { subjectName: 'x.test', sanList: [OTHER] }];

  return urls.flatMap((url) =>
    [...hosts, '198.51.100.7'].flatMap((tunnel) =>
      hosts.flatMap((serverName) =>
        certificates.flatMap((certificate) =>
          [...hosts, ADDRESS].flatMap((header) =>
            [undefined, ADDRESS, '198.51.100.7'].map((serverIPAddress) => ({
              url,
              tunnel,
              serverName,
              certificate,
              header,
              serverIPAddress,
            })),
          ),
        ),
      ),
    ),
  );
}

const isName = (host: string | undefined) => host === OWN || host === OTHER;

describe('recipientOf', () => {
  it('takes the tunnel, then the server name, then the host of the URL, whatever the Host header says', () => {
    let checked = 0;
    for (const names of combinations()) {
      const connection = [names.tunnel, names.serverName].find(isName);
      const expected = connection ?? (names.certificate || !isName(names.url) ? undefined : names.url);
      if (expected === undefined || (connection === undefined && names.tunnel !== undefined)) continue;
      const recipient = of(names);
      assert.equal(recipient.host, expected, JSON.stringify(names));
      assert.equal(recipient.via, expected === names.url ? undefined : expected, JSON.stringify(names));
      assert.equal(recipient.byHostHeader, undefined, JSON.stringify(names));
      checked++;
    }
    assert.ok(checked > 900, `${checked}`);
  });

  it('believes a Host header only at an address that nothing else names, and says so', () => {
    for (const names of combinations()) {
      const { host, via, byHostHeader } = of(names);
      if (!byHostHeader) continue;
      const text = JSON.stringify(names);
      assert.ok(!isName(names.tunnel) && !names.serverName && !names.certificate, text);
      assert.ok(isName(names.url) ? host === names.url && names.tunnel : host === names.header, text);
      assert.equal(via, names.tunnel ?? (names.url || (names.serverIPAddress ?? '')), text);
    }
    assert.deepEqual(of({ url: ADDRESS, header: `${OWN}:443` }), {
      host: OWN,
      via: ADDRESS,
      byHostHeader: true,
    });
    assert.deepEqual(of({ url: '', header: OWN, serverIPAddress: ADDRESS }), {
      host: OWN,
      via: ADDRESS,
      byHostHeader: true,
    });
  });

  it('ignores white space around a Host header and its name', () => {
    for (const [before, after] of [
      [' ', ''],
      ['', ' '],
      ['\t', '\r\n'],
    ])
      for (const name of ['Host', ' Host ', ':authority']) {
        const entry = entryOf({ url: ADDRESS });
        entry.request.headers.push({ name, value: `${before}${OWN}:443${after}` });
        assert.deepEqual(recipientOf(entry), { host: OWN, via: ADDRESS, byHostHeader: true });
      }
  });

  it('takes the address where nothing names a host', () => {
    for (const header of [undefined, ADDRESS, '198.51.100.7:80', '[2001:db8::1]', 'not a host'])
      assert.deepEqual(of({ url: ADDRESS, header, serverIPAddress: '198.51.100.7' }), { host: ADDRESS });
    assert.deepEqual(of({ url: '', serverIPAddress: '[2001:db8::1]' }), { host: '2001:db8::1' });
  });

  it('believes no header where :authority and Host differ', () => {
    const entry = entryOf({ url: ADDRESS, header: OWN });
    entry.request.headers.push({ name: ':authority', value: OTHER });
    assert.deepEqual(recipientOf(entry), { host: ADDRESS });
  });

  const certificates: [what: string, names: Names, host: string, byHostHeader?: true][] = [
    ['is for the Host', { url: ADDRESS, header: OWN, certificate: { subjectName: OWN } }, OWN],
    [
      'is for the Host by a wildcard',
      { url: ADDRESS, header: `a.${OWN}`, certificate: { subjectName: `*.${OWN}` } },
      `a.${OWN}`,
    ],
    ['is for another host', { url: ADDRESS, header: OWN, certificate: { subjectName: OTHER } }, OTHER],
    [
      'is for other hosts only',
      { url: OWN, certificate: { subjectName: 'x.test', sanList: [OTHER] } },
      'x.test',
    ],
    [
      'has the host of the URL among its names',
      { url: OWN, certificate: { subjectName: OTHER, sanList: [OTHER, OWN] } },
      OWN,
    ],
    ['has no list of names', { url: OWN, certificate: { subjectName: 'cdn.test' } }, OWN],
    ['names no host', { url: ADDRESS, header: OWN, certificate: { subjectName: 'Some CA' } }, OWN, true],
  ];
  for (const [what, names, host, byHostHeader] of certificates)
    it(`compares a certificate that ${what}`, () => {
      const recipient = of(names);
      assert.deepEqual([recipient.host, recipient.byHostHeader], [host, byHostHeader]);
    });

  for (const field of [
    { _serverName: OTHER },
    { _server_name: OTHER.toUpperCase() },
    { _tls: { sni: `${OTHER}.` } },
    { _securityDetails: { serverName: OTHER, subjectName: OWN } },
    { _server_conn: { sni: OTHER } },
    { '_tls.handshake.extensions_server_name': OTHER },
  ])
    it(`reads the server name in ${JSON.stringify(field)}, of the entry, its request or its response`, () => {
      const request = { method: 'GET', url: `https://${OWN}/` };
      for (const raw of [
        { request, ...field },
        { request: { ...request, ...field } },
        { request: [{ ...request, ...field }] },
        { request, response: { status: 200, ...field } },
      ])
        assert.deepEqual(recipientOf(read(raw)), { host: OTHER, via: OTHER }, JSON.stringify(raw));
    });

  it('reads a certificate of the entry, its request or its response', () => {
    const request = { method: 'GET', url: `https://${ADDRESS}/`, headers: [{ name: 'Host', value: OWN }] };
    const _securityDetails = { subjectName: OTHER, sanList: [OTHER] };
    for (const raw of [
      { request, _securityDetails },
      { request: { ...request, _securityDetails } },
      { request, response: { status: 200, _securityDetails } },
    ])
      assert.deepEqual(recipientOf(read(raw)), { host: OTHER, via: OTHER }, JSON.stringify(raw));
  });

  it('takes no other field for a server name', () => {
    for (const field of [
      { _serverName: 'nginx' },
      { _sni: '' },
      { _sni: null },
      { _serverPort: OTHER },
      { sni: OTHER },
    ]) {
      const request = { method: 'GET', url: `https://${OWN}/` };
      for (const raw of [
        { request, ...field },
        { request: { ...request, ...field } },
        { request, response: { ...field, headers: [{ name: '_sni', value: OTHER }] } },
      ])
        assert.deepEqual(recipientOf(read(raw)), { host: OWN }, JSON.stringify(raw));
    }
  });

  it("takes the recorder's own marks alone", () => {
    const marked = (url: string, marks: object) =>
      recipientOf(
        read({
          request: { method: 'GET', url, headers: [{ name: 'Host', value: OWN }] },
          _sni: OTHER,
          _leakgate: marks,
        }),
      );
    assert.deepEqual(marked(`https://${OWN}/`, {}), { host: OWN });
    assert.deepEqual(marked(`https://${OWN}/`, { via: OTHER }), { host: OTHER, via: OTHER });
    assert.deepEqual(marked(`https://${OWN}/`, { via: ADDRESS }), { host: OWN, via: ADDRESS });
    assert.deepEqual(marked(`http://${ADDRESS}/`, {}), { host: ADDRESS });
  });
});

describe('Connections', () => {
  const entries = (list: [method: string, url: string, connection: string][]) => {
    const connections = new Connections();

    return list.map(
      ([method, url, connection]) => connections.next(read({ request: { method, url }, connection })).tunnel,
    );
  };

  it('finds the tunnel of a connection', () => {
    assert.deepEqual(
      entries([
        ['GET', `https://${OWN}/`, '7'],
        ['CONNECT', `${OTHER}:443`, '7'],
        ['GET', `https://${OWN}/`, '7'],
        ['GET', `https://${OWN}/`, '8'],
        ['CONNECT', `https://${OWN}:8443`, '7'],
        ['GET', `https://${OWN}/`, '7'],
      ]),
      [undefined, undefined, OTHER, undefined, undefined, OWN],
    );
  });

  it('finds the tunnel by the port of the client, as Fiddler writes it', () => {
    assert.deepEqual(
      entries([
        ['CONNECT', `${OTHER}:443`, 'ClientPort:50718;EgressPort:50720'],
        ['GET', `https://${OWN}/`, 'ClientPort:50718;EgressPort:50721'],
      ]),
      [undefined, OTHER],
    );
  });

  it("does not take the server's port for a connection", () => {
    assert.deepEqual(
      entries([
        ['CONNECT', `${OTHER}:443`, '443'],
        ['GET', `https://${OWN}/`, '443'],
        ['CONNECT', `${OTHER}:8443`, '8443'],
        ['GET', `https://${OWN}:8443/`, '8443'],
        ['GET', `https://${OWN}/`, ''],
      ]),
      [undefined, undefined, undefined, undefined, undefined],
    );
  });

  /** A DNS answer of RFC 1035: an alias, then addresses. */
  function dnsMessage(name: string, addresses: readonly (readonly number[])[]): string {
    const labels = (host: string) => [
      ...host.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]),
      0,
    ];
    const record = (type: number, data: readonly number[]) =>
      Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length, ...data]);

    return Buffer.concat([
      Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, 1 + addresses.length, 0, 0, 0, 0]),
      Buffer.from([...labels(name), 0, 1, 0, 1]),
      record(5, labels('edge.cdn.test')),
      ...addresses.map((address) => record(address.length === 4 ? 1 : 28, address)),
    ]).toString('base64');
  }
  const doh = (mimeType: string, text: string, encoding?: string) =>
    read({
      request: { method: 'GET', url: 'https://dns.test/dns-query' },
      response: { status: 200, content: { mimeType, text, ...(encoding && { encoding }) } },
    });
  const json = (name: string, data: string, type = 1) =>
    JSON.stringify({
      Status: 0,
      Question: [{ name, type }],
      Answer: [
        { name, type: 5, data: 'edge.cdn.test.' },
        { name: 'edge.cdn.test.', type, data },
      ],
    });
  const recipientAfter = (answer: ReadEntry, url: string) => {
    const connections = new Connections();
    connections.next(answer);
    const entry = entryOf({ url, header: OWN });

    return recipientOf(entry, connections.next(entry));
  };
  const V6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  const byHeader = { host: OWN, via: ADDRESS, byHostHeader: true } as const;
  const answers: [what: string, answer: ReadEntry, url: string, recipient: object][] = [
    ['agrees', doh('application/dns-json', json(`${OWN}.`, ADDRESS)), ADDRESS, { host: OWN }],
    [
      'agrees, in wire format',
      doh(
        'application/dns-message',
        dnsMessage(OWN.toUpperCase(), [
          [198, 51, 100, 7],
          [203, 0, 113, 9],
        ]),
        'base64',
      ),
      ADDRESS,
      { host: OWN },
    ],
    [
      'agrees, for IPv6',
      doh('application/dns-message', dnsMessage(OWN, [V6]), 'base64'),
      '[2001:db8::1]',
      { host: OWN },
    ],
    [
      'agrees, for IPv6 in JSON',
      doh('application/dns-json', json(OWN, '2001:DB8:0::1', 28)),
      '[2001:db8::1]',
      { host: OWN },
    ],
    [
      'has other addresses',
      doh('application/dns-json', json(OWN, '198.51.100.7')),
      ADDRESS,
      { host: ADDRESS },
    ],
    [
      'has other addresses, in wire format',
      doh('application/dns-message', dnsMessage(OWN, [V6]), 'base64'),
      ADDRESS,
      { host: ADDRESS },
    ],
    [
      'gives the address to another site',
      doh('application/dns-json', json(OTHER, ADDRESS)),
      ADDRESS,
      { host: ADDRESS },
    ],
    [
      'gives the address to another site, in wire format',
      doh('application/dns-message', dnsMessage(OTHER, [[203, 0, 113, 9]]), 'base64'),
      ADDRESS,
      { host: ADDRESS },
    ],
    [
      'gives the address to another site, without a question',
      doh(
        'application/dns-json',
        JSON.stringify({ Status: 0, Answer: [{ name: OTHER, type: 1, data: ADDRESS }] }),
      ),
      ADDRESS,
      { host: ADDRESS },
    ],
    [
      'gives the address to a host above',
      doh('application/dns-json', json(OWN.slice(OWN.indexOf('.') + 1), ADDRESS)),
      ADDRESS,
      byHeader,
    ],
    [
      'gives the address to a host below',
      doh('application/dns-json', json(`www.${OWN}`, ADDRESS)),
      ADDRESS,
      byHeader,
    ],
    [
      'gives another address to another site',
      doh('application/dns-json', json(OTHER, '198.51.100.7')),
      ADDRESS,
      byHeader,
    ],
    [
      'is cut off',
      doh('application/dns-message', dnsMessage(OWN, [[203, 0, 113, 9]]).slice(0, 40), 'base64'),
      ADDRESS,
      byHeader,
    ],
    ['is no DNS answer', doh('application/json', '{"Question": 1}'), ADDRESS, byHeader],
    ['is no JSON', doh('application/json', '"Question"'), ADDRESS, byHeader],
  ];
  for (const [what, answer, url, recipient] of answers)
    it(`compares the Host header with a DNS answer that ${what}`, () => {
      assert.deepEqual(recipientAfter(answer, url), recipient);
    });
});
