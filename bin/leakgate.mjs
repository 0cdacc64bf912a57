#!/usr/bin/env node
// The entry of the command line: every failure becomes a sentence and an exit code. Loads a command only when it is called.
import { fileURLToPath } from 'node:url';
import { isNodeNewEnough, OLDEST_NODE } from './checks.mjs';
import { describeFailure } from './failure.mjs';
import { guardTerminal } from './terminal-guard.mjs';

guardTerminal();
process.on('uncaughtException', (error) => exitWithError(error));
process.on('unhandledRejection', (error) => exitWithError(error));
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== 'EPIPE') exitWithError(error); // The reader, such as `head`, has closed the pipe: it needs no more.
});
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(130); // A command that cleans up on Ctrl-C has a listener of its own.
});

if (!isNodeNewEnough(process.versions.node)) {
  process.stderr.write(
    `Leakgate needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.\n`,
  );
  process.exit(3);
}

process.on('beforeExit', () =>
  exitWithError(
    new Error('the command stopped without a result: it waited for something that never happened'),
  ),
);
main().catch(exitWithError);

async function main() {
  const { runCommandLine } = await import('./program.mjs');
  await exitAfterOutput(await runCommandLine(process.argv));
}

/** @param {unknown} error */
function exitWithError(error) {
  process.stderr.write(
    describeFailure(error, { debug: process.env['LEAKGATE_DEBUG'] === '1', project: projectFolder() }),
  );
  process.exit(3);
}

/**
 * Ends the process once its output is written, even if a command left a socket or a timer open.
 * @param {number} code
 */
async function exitAfterOutput(code) {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
  );
  process.exit(code);
}

function projectFolder() {
  return fileURLToPath(new URL('..', import.meta.url));
}
