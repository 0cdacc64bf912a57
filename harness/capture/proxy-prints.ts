/** Beginnings of lines that mockttp prints about failures that its events also report. */
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
let restorePrints = (): void => undefined;

/**
 * Suppresses mockttp's console output while a recorder runs: requests that end early are normal here and are in the
 * recording. Returns a function that restores the output.
 */
export function silenceProxyPrints(): () => void {
  if (recorders++ === 0) restorePrints = install();
  let isRestored = false;

  return () => {
    if (isRestored) return;
    isRestored = true;
    if (--recorders === 0) restorePrints();
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
