import type { AdbConnection } from './connection.ts';
import type { AdbStream } from './stream.ts';
import type { DevicePorts } from '../device.ts';

/** The connection that created each tunnel. When a connection closes, only its own tunnels are removed. */
const owners = new WeakMap<DevicePorts, Map<number, AdbConnection>>();

/**
 * The `reverse:` services of a connection: listeners on the handset whose connections are forwarded to the adb server, one
 * adb stream each. They end with the adb connection that created them. Undefined for an unknown request.
 * The handset replies once with `OKAY` (with the port for `tcp:0`) or `FAIL` and a text; the list has no status.
 */
export function reverseService(
  request: string,
  connection: AdbConnection,
  ports: DevicePorts,
): ((stream: AdbStream) => void) | undefined {
  const forward = /^forward:(norebind:)?tcp:(\d+);(.+)$/.exec(request);
  if (forward !== null) {
    const [, norebind, port = '', remote = ''] = forward;
    return (stream) => stream.end(addReverse(Number(port), remote, norebind !== undefined));
  }
  const kill = /^killforward:tcp:(\d+)$/.exec(request);
  if (kill !== null) return (stream) => stream.end(killReverse(Number(kill[1])));
  if (request === 'killforward-all') return (stream) => stream.end(killAll());
  if (request === 'list-forward') return (stream) => stream.end(protocolString(listReverses()));

  return undefined;

  function addReverse(requestedPort: number, remote: string, norebind: boolean): string {
    if (norebind && ports.reverses().some(({ port }) => port === requestedPort))
      return failure('cannot rebind existing socket');
    const port = requestedPort === 0 ? findFreePort() : requestedPort;
    try {
      ports.reverse(port, remote, async (destination) => await connection.open(destination));
    } catch (error) {
      return failure(`cannot bind listener: ${error instanceof Error ? error.message : String(error)}`);
    }
    const ownerByPort = owners.get(ports) ?? new Map<number, AdbConnection>();
    owners.set(ports, ownerByPort.set(port, connection));
    connection.closed.addEventListener('abort', () => {
      if (ownerByPort.get(port) === connection) ports.removeReverse(port);
    });

    return requestedPort === 0 ? `OKAY${protocolString(String(port))}` : 'OKAY';
  }

  function findFreePort(): number {
    const probe = ports.listen(0, (stream) => stream.destroy());
    probe.close();

    return probe.port;
  }

  function killReverse(port: number): string {
    return ports.removeReverse(port) ? 'OKAY' : failure(`listener 'tcp:${port}' not found`);
  }

  function killAll(): string {
    for (const { port } of ports.reverses()) ports.removeReverse(port);

    return 'OKAY';
  }

  /** adbd calls its connection over TCP `host`. */
  function listReverses(): string {
    return ports
      .reverses()
      .map(({ port, remote }) => `host tcp:${port} ${remote}\n`)
      .join('');
  }
}

function failure(reason: string): string {
  return `FAIL${protocolString(reason)}`;
}

function protocolString(text: string): string {
  return Buffer.byteLength(text).toString(16).padStart(4, '0') + text;
}
