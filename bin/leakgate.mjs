#!/usr/bin/env node
// Starts fast and fails well: the commands themselves are loaded only when one is called.
import { fileURLToPath } from 'node:url';
import { isNodeNewEnough, OLDEST_NODE } from './checks.mjs';
import { describeFailure } from './failure.mjs';

process.on('uncaughtException', (error) => stop(error));
process.on('unhandledRejection', (error) => stop(error));
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== 'EPIPE') stop(error); // Whoever read us has read enough.
});
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(130); // A command that has to tidy up first listens too.
});

if (!isNodeNewEnough(process.versions.node)) {
  process.stderr.write(`Leakgate needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.\n`);
  process.exit(3);
}

process.on('beforeExit', () => stop(new Error('the command came to a standstill without an answer')));
main().catch(stop);

async function main() {
  const { runCommandLine } = await import('./program.mjs');
  await leave(await runCommandLine(process.argv));
}

/** @param {unknown} error */
function stop(error) {
  process.stderr.write(
    describeFailure(error, { debug: process.env['LEAKGATE_DEBUG'] === '1', project: project() }),
  );
  process.exit(3);
}

/**
 * Ends the process even where a command left a socket or a timer behind, but not before everything is written.
 * @param {number} code
 */
async function leave(code) {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
  );
  process.exit(code);
}

function project() {
  return fileURLToPath(new URL('..', import.meta.url));
}
