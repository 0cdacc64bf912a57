/** Exceptions of Android's network stacks that the simulated stack throws. */
export type NetworkErrorName =
  | 'UnknownHostException'
  | 'ConnectException'
  | 'SocketException'
  | 'SocketTimeoutException'
  | 'SSLHandshakeException'
  | 'ProtocolException'
  | 'InterruptedIOException'
  | 'IOException'
  | 'MalformedURLException';

/** An exception of an app's network stack, with the name and message that Android uses. */
export class NetworkError extends Error {
  override readonly name: NetworkErrorName;

  constructor(name: NetworkErrorName, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = name;
  }
}

/** Translates an error of Node's sockets into Android's; a {@link NetworkError} is returned unchanged. */
export function asNetworkError(error: unknown, target: string): NetworkError {
  if (error instanceof NetworkError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (/^(ERR_SSL|ERR_TLS|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/.test(code)) {
    return new NetworkError('SSLHandshakeException', `${target}: ${message}`, { cause: error });
  }
  if (code === 'ECONNREFUSED') {
    return new NetworkError('ConnectException', `Failed to connect to ${target}`, { cause: error });
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new NetworkError('SocketException', `Connection reset: ${target}`, { cause: error });
  }
  if (code.startsWith('HPE_') || code.startsWith('ERR_HTTP2')) {
    return new NetworkError('ProtocolException', `${target}: ${message}`, { cause: error });
  }

  return new NetworkError('IOException', `${target}: ${message}`, { cause: error });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';

  return String(error.code);
}
