/** What mockttp prints beside its events; nothing here is told by the print alone. */
const PRINTS = [
  'Failed to handle request:',
  'Failed to handle websocket:',
  'Response error:',
  'Unknown TLS error:',
  'TLS client hello data not available',
  'Cert generation error',
];
const METHODS = ['log', 'warn', 'error'] as const;

let recorders = 0;
let unmuffle = (): void => undefined;

/**
 * Keeps mockttp's prints off the terminal, and off a standard output that a program may read, while a recorder runs:
 * requests that end early are every day's business here, and are in the recording. Returns what undoes it.
 */
export function muffleProxy(): () => void {
  if (recorders++ === 0) unmuffle = install();
  let done = false;

  return () => {
    if (done) return;
    done = true;
    if (--recorders === 0) unmuffle();
  };
}

function install(): () => void {
  const before = METHODS.map((method) => [method, console[method]] as const);
  for (const [method, print] of before)
    console[method] = (...values: unknown[]) => {
      if (!isProxyPrint(values[0])) print.apply(console, values);
    };

  return () => {
    for (const [method, print] of before) console[method] = print;
  };
}

function isProxyPrint(value: unknown): boolean {
  if (value instanceof Error) return value.message === 'Aborted' && (value.stack ?? '').includes('mockttp');

  return typeof value === 'string' && PRINTS.some((print) => value.startsWith(print));
}
