import assert from 'node:assert/strict';
import { validatedIn } from './network.ts';

const dump = (capabilities: string): string => `NetworkProviders for:
Active default network: 103
Current Networks:
  NetworkAgentInfo{network{103}  handle{446107283469}  ni{WIFI CONNECTED extra: } Score(Policies : ) created nc{[ Transports: WIFI Capabilities: ${capabilities} LinkUpBandwidth>=1000Kbps]}}
  NetworkAgentInfo{network{104}  ni{MOBILE CONNECTED} nc{[ Transports: CELLULAR Capabilities: INTERNET&VALIDATED ]}}
`;

describe('validatedIn', () => {
  const rows: [string, string, boolean | undefined][] = [
    ['a validated default network', dump('NOT_METERED&INTERNET&VALIDATED'), true],
    ['one that is not, beside one that is', dump('NOT_METERED&INTERNET'), false],
    ['no network at all', 'Active default network: none\n', false],
    ['a dump that does not say', 'Permission Denial', undefined],
    ['a default network without a line', 'Active default network: 7\n', undefined],
  ];
  for (const [name, text, expected] of rows)
    it(`reads ${name}`, () => {
      assert.equal(validatedIn(text), expected);
    });
});
