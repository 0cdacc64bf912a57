import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { DatagramTarget, Device, Network, PacketRecord, Timer } from '../device.ts';
import { dnsQuestion, readDnsAnswer } from './dns-message.ts';
import { type KernelNetwork, kernelCounts } from './kernel-network.ts';
import { addressOf, resolverAddress } from './names.ts';
import { asNetworkError, NetworkError } from './network-error.ts';
import { routeOf } from './route.ts';
import type { SentObserver } from './sent.ts';
import type { Sink } from './sink.ts';
import { startTimeout } from './timeout.ts';

/** The UID of Android's resolver, `AID_DNS`. It sends queries for apps, so an owner match on the apps' UIDs misses them. */
const DNS_UID = 1051;
const DNS_TIMEOUT_MS = 5000;
const UDP_HEADER_BYTES = { 4: 28, 6: 48 } as const;

/** A real kernel that a datagram passes, and what to call once no rule refused it. */
interface Sending {
  kernel: KernelNetwork | undefined;
  onSent?: () => void;
}

/** Sends a datagram; resolves to the answer, or to undefined after the target's time limit. */
export async function sendDatagram(
  device: Device,
  sink: Sink,
  network: Network,
  target: DatagramTarget,
  sending: Sending,
): Promise<Uint8Array | undefined> {
  const family = target.family ?? (isIP(target.host) === 6 ? 6 : 4);
  const client = { uid: target.uid, family };
  const remoteAddress = isIP(target.host) === 0 ? await network.lookup(target.host, client) : target.host;
  const flow: Flow = { uid: target.uid, family, remoteAddress, remotePort: target.port };

  return await exchangeDatagram(device, sink, flow, target.body, target.timeoutMs ?? 0, sending);
}

/** Resolves a name as Android's resolver does: with a datagram of its own UID, for the client. */
export async function askResolver(
  device: Device,
  sink: Sink,
  name: string,
  client: { uid: number; family?: 4 | 6 },
  observer: SentObserver | undefined,
  kernel: KernelNetwork | undefined,
): Promise<string> {
  const family = client.family ?? 4;
  // A resolver sends no query for a name that is not a valid host name.
  if (addressOf(name, family) !== undefined || /\.invalid\.?$/i.test(name)) {
    observer?.lookup(name, client.uid);
    const flow: Flow = {
      uid: DNS_UID,
      chargedTo: client.uid,
      family: 4,
      remoteAddress: resolverAddress[4],
      remotePort: 53,
    };
    const question = dnsQuestion(Math.floor(Math.random() * 0x10000), name, family);
    const answer = await exchangeDatagram(device, sink, flow, question, DNS_TIMEOUT_MS, { kernel });
    const address = answer && readDnsAnswer(answer);
    if (address !== undefined) return address;
  }
  throw new NetworkError(
    'UnknownHostException',
    `Unable to resolve host "${name}": No address associated with hostname`,
  );
}

type Flow = Pick<PacketRecord, 'uid' | 'chargedTo' | 'family' | 'remoteAddress' | 'remotePort'>;

async function exchangeDatagram(
  device: Device,
  sink: Sink,
  flow: Flow,
  body: Uint8Array,
  timeoutMs: number,
  { kernel, onSent }: Sending,
): Promise<Uint8Array | undefined> {
  const { packetLog } = kernel ? kernelCounts(device) : device;
  const recordPacket = (direction: 'out' | 'in', payload: number) =>
    packetLog.record({
      ...flow,
      iface: 'wlan0',
      protocol: 'udp',
      direction,
      opens: direction === 'out',
      packets: 1,
      bytes: payload + UDP_HEADER_BYTES[flow.family],
    });
  const socket = createSocket('udp4');
  const { chargedTo: _, ...endpoints } = flow;
  const socketFlow = device.packetLog.open({ ...endpoints, iface: 'wlan0', protocol: 'udp' });
  let timer: Timer | undefined;
  try {
    const answered = once(socket, 'message') as Promise<[Buffer]>;
    // Avoids an unhandled rejection if sending fails before the race below starts.
    answered.catch(() => undefined);
    // The kernel sees the datagram and may refuse it; the answer still comes from the sink.
    if (kernel) await kernel.send(flow.uid, flow.remoteAddress, flow.remotePort, body);
    else await routeOf(device, { ...flow, iface: 'wlan0', protocol: 'udp' }, body.length);
    recordPacket('out', body.length);
    onSent?.();
    await new Promise<void>((resolve, reject) => {
      socket.send(body, sink.udpPort, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
    if (timeoutMs === 0) return undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = startTimeout(device.clock, timeoutMs, () => resolve(undefined));
    });
    const answer = (await Promise.race([answered, timeout]))?.[0];
    if (answer) recordPacket('in', answer.length);

    return answer;
  } catch (error) {
    throw asNetworkError(error, `${flow.remoteAddress}:${flow.remotePort}`);
  } finally {
    timer?.cancel();
    socketFlow.close();
    socket.close();
  }
}
