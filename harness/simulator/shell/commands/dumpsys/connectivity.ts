import { NotModelled } from '../../command.ts';
import type { Dump } from './dump.ts';

const NETWORK = 100;

/** The default network and its state in Android. Source: AOSP ConnectivityService.doDump and NetworkAgentInfo.toString. */
export const dumpConnectivity: Dump = (args, shell) => {
  if (args.length > 0) throw new NotModelled(`dumpsys connectivity ${args.join(' ')}`);
  const { type, validated, partial, metered } = shell.device.network;
  const transport = type === 'WIFI' ? 'WIFI' : 'CELLULAR';
  const capabilities = [
    ...(metered ? [] : ['NOT_METERED']),
    'INTERNET',
    'NOT_RESTRICTED',
    'TRUSTED',
    'NOT_VPN',
    ...(validated ? ['VALIDATED'] : []),
    'NOT_ROAMING',
    'FOREGROUND',
    'NOT_CONGESTED',
    'NOT_SUSPENDED',
    ...(partial ? ['PARTIAL_CONNECTIVITY'] : []),
  ].join('&');

  return `NetworkProviders for:
    WifiNetworkFactory

Active default network: ${NETWORK}

Current Networks:
  NetworkAgentInfo{network{${NETWORK}}  handle{${NETWORK}00000001}  ni{${type} CONNECTED extra: } created=0 everValidated{${validated}} lastValidated{${validated}} lp{{InterfaceName: ${type === 'WIFI' ? 'wlan0' : 'rmnet0'} LinkAddresses: [ 192.168.1.10/24 ] DnsAddresses: [ /192.168.1.1 ]}} nc{[ Transports: ${transport} Capabilities: ${capabilities} ]}}
`;
};
