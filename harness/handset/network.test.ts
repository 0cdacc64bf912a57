import assert from 'node:assert/strict';
import { parseNetwork, type NetworkReading } from './network.ts';

const dump = (capabilities: string, agent = 'ni{WIFI CONNECTED extra: }', transport = 'WIFI'): string =>
  `NetworkProviders for:
Active default network: 103
Current Networks:
  NetworkAgentInfo{network{103}  handle{446107283469}  ${agent} Score(Policies : ) created nc{[ Transports: ${transport} Capabilities: ${capabilities} LinkUpBandwidth>=1000Kbps]}}
  NetworkAgentInfo{network{104}  ni{MOBILE[LTE] CONNECTED} nc{[ Transports: CELLULAR Capabilities: INTERNET&VALIDATED ]}}
`;
const unread = { validated: null, partial: false, type: null, metered: null };

describe('networkIn', () => {
  const rows: [string, string, NetworkReading][] = [
    [
      'a validated default network',
      dump('NOT_METERED&INTERNET&VALIDATED'),
      { validated: true, partial: false, type: 'WIFI', metered: false },
    ],
    [
      'a default network whose probe over HTTPS failed',
      dump('INTERNET&NOT_METERED&PARTIAL_CONNECTIVITY', 'WIFI'),
      { validated: false, partial: true, type: 'WIFI', metered: false },
    ],
    [
      'a default network that is not validated, next to a validated one',
      dump('NOT_METERED&INTERNET'),
      { validated: false, partial: false, type: 'WIFI', metered: false },
    ],
    [
      'a metered Wi-Fi',
      dump('INTERNET&NOT_RESTRICTED&VALIDATED'),
      { validated: true, partial: false, type: 'WIFI', metered: true },
    ],
    [
      'mobile data of 2G',
      dump('INTERNET&VALIDATED', 'ni{MOBILE[EDGE] CONNECTED extra: internet}', 'CELLULAR'),
      { validated: true, partial: false, type: 'CELLULAR[EDGE]', metered: true },
    ],
    [
      'mobile data as Android 11 writes it',
      dump(
        'INTERNET&VALIDATED',
        'ni{[type: MOBILE[GPRS], state: CONNECTED/CONNECTED, reason: connected]}',
        'CELLULAR',
      ),
      { validated: true, partial: false, type: 'CELLULAR[GPRS]', metered: true },
    ],
    [
      'a VPN over Wi-Fi',
      dump('INTERNET&VALIDATED', 'ni{VPN CONNECTED}', 'WIFI|VPN'),
      { validated: true, partial: false, type: 'WIFI|VPN', metered: true },
    ],
    [
      'a network as Android 9 names it',
      'Active default network: 100\nNetworkAgentInfo [WIFI () - 100] nc{[ Transports: WIFI Capabilities: NOT_METERED&VALIDATED ]}',
      { validated: true, partial: false, type: 'WIFI', metered: false },
    ],
    [
      'a phone without a network',
      'Active default network: none\n',
      { validated: false, partial: false, type: 'NONE', metered: null },
    ],
    ['a dump without a default network', 'Permission Denial', unread],
    ['a default network without a line', 'Active default network: 7\n', unread],
  ];
  for (const [name, text, expected] of rows)
    it(`reads ${name}`, () => {
      assert.deepEqual(parseNetwork(text), expected);
    });
});
