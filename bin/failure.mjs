import { describeSystemError } from './system-errors.mjs';

/**
 * The message for a command that failed without a result: one sentence, and what to do.
 * @param {unknown} error
 * @param {{ debug: boolean, project: string }} options `debug`: with the stack; `project`: the project's folder
 * @returns {string} whole lines
 */
export function describeFailure(error, { debug, project }) {
  const system = describeSystemError(error);
  const known = isFault(error)
    ? { what: error.message, fix: error.fix || describeSystemError(error.cause)?.fix }
    : system;
  const lines = known
    ? [`leakgate: ${printable(known.what)}`, ...(known.fix ? [`  Fix: ${printable(known.fix)}`] : [])]
    : (missingPackage(error, project) ?? [
        `leakgate: unexpected error: ${printable(firstLine(error))}`,
        ...(debug ? [] : ['  Run the command again with LEAKGATE_DEBUG=1 to see the stack trace.']),
      ]);
  const stack = debug && error instanceof Error && error.stack ? [error.stack] : [];

  return [...lines, ...stack].join('\n') + '\n';
}

/**
 * Checks the name, not the class: loading the class may be what failed.
 * @param {unknown} error
 * @returns {error is Error & { fix?: string }}
 */
function isFault(error) {
  return error instanceof Error && error.name === 'Fault';
}

/**
 * @param {unknown} error
 * @param {string} project
 */
function missingPackage(error, project) {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return null;
  const name = /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
  if (name === undefined) return null;

  return [
    `leakgate: the npm package ${name} is not installed in ${project}`,
    '  Fix: node bin/setup.mjs (or npm ci) in that folder.',
  ];
}

/**
 * A message may quote file names and evidence from anywhere: no control sequence may reach the terminal.
 * @param {string} text
 */
function printable(text) {
  return text.replaceAll(/(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu, '·');
}

/** @param {unknown} error */
function firstLine(error) {
  const text = error instanceof Error ? error.message || error.name : String(error);

  return text.split('\n', 1)[0] ?? '';
}
