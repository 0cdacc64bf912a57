// Runs one command and ends it when the parent process ends, however that happens: the pipe on stdin closes then. After a grace
// period the command is killed.
import { spawn } from 'node:child_process';

const GRACE_MS = 5000;
const [command, ...args] = process.argv.slice(2);
if (!command) throw new Error('keeper: no command was given');
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let ending = false;

child.on('spawn', () => process.send?.({ pid: child.pid }));
child.on('error', (error) => {
  process.send?.({ error: error.message });
  process.exitCode = 127;
  process.disconnect?.();
  process.stdin.destroy();
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 0)));

function end() {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
}

process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end).on('SIGHUP', end);
// Ctrl-C reaches the whole process group; the parent process decides what it means.
process.on('SIGINT', () => {});
process.on('disconnect', end);
