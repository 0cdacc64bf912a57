/**
 * What a person reads when a command reached no verdict: one sentence, and what to do about it.
 * @param {unknown} error
 * @param {{ debug: boolean, project: string }} options `debug`: the stack as well; `project`: the project's folder
 * @returns {string} whole lines
 */
export function describeFailure(error, { debug, project }) {
  const lines = isFault(error)
    ? [`leakgate: ${printable(error.message)}`, ...(error.fix ? [`  Fix: ${printable(error.fix)}`] : [])]
    : (missingPackage(error, project) ?? [
        `leakgate: something unforeseen happened: ${printable(firstLine(error))}`,
        ...(debug ? [] : ['  LEAKGATE_DEBUG=1 before the command shows where.']),
      ]);
  const stack = debug && error instanceof Error && error.stack ? [error.stack] : [];

  return [...lines, ...stack].join('\n') + '\n';
}

/**
 * By its name: the class itself is TypeScript, and loading that is what may have failed.
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
 * Names of files and pieces of evidence stand in it, and are anybody's: no control sequence may reach a terminal.
 * @param {string} text
 */
function printable(text) {
  return text.replaceAll(/[^\P{C}\n\t]/gu, '·');
}

/** @param {unknown} error */
function firstLine(error) {
  const text = error instanceof Error ? error.message || error.name : String(error);

  return text.split('\n', 1)[0] ?? '';
}
