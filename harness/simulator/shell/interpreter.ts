import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { explain as explainError, HUNG_UP } from './explain.ts';
import { ShellExit } from './builtins.ts';
import { LoopJump, runLoop } from './loops.ts';
import { type Machine, NOT_FOUND, type RunAs, type Shell } from './command.ts';
import { absolutePath, copyEnvironment, type Environment } from './environment.ts';
import { expandText, expandWords } from './language/expand.ts';
import { parseScript } from './language/parser.ts';
import { applyRedirections, type ResolvedRedirection, type Streams } from './redirect.ts';
import { findBuiltin, findProgram } from './command-table.ts';
import {
  ShellSyntaxError,
  type CommandNode,
  type ListItem,
  type Pipeline,
  type Script,
} from './language/syntax.ts';

/** A running shell. */
interface ShellRun {
  machine: Machine;
  environment: Environment;
  streams: Streams;
  hangup: AbortSignal;
}

/** Runs a script; resolves to its exit code. Never rejects: errors are written to stderr, with the shell's messages. */
export async function runScript(
  machine: Machine,
  script: string,
  environment: Environment,
  streams: Streams,
  hangup: AbortSignal,
): Promise<number> {
  const running: ShellRun = { machine, environment, streams, hangup };
  try {
    return await runList(parseScript(script), running);
  } catch (error) {
    if (error instanceof ShellExit) return error.status;
    if (!(error instanceof ShellSyntaxError)) return explain(error, environment.name, running);
    if (!error.modelled) machine.device.unmodelled.report('shell', `${error.message}: ${script}`);
    streams.stderr.write(`${environment.name}: ${error.message}\n`);

    return 1;
  }
}

async function runList(script: Script, running: ShellRun): Promise<number> {
  let status = 0;
  for (const item of script.items) {
    if (running.hangup.aborted) return HUNG_UP;
    status = item.background ? startJob(item, running) : await runItem(item, running);
    running.environment.lastStatus = status;
  }

  return status;
}

async function runItem(item: ListItem, running: ShellRun): Promise<number> {
  let status = await runPipeline(item.first, running);
  for (const { operator, pipeline } of item.rest) {
    running.environment.lastStatus = status;
    if ((operator === '&&') === (status === 0)) status = await runPipeline(pipeline, running);
  }

  return status;
}

/** `item &`: continues after the shell has ended, until it is killed or the handset stops. */
function startJob(item: ListItem, running: ShellRun): number {
  const { machine, environment } = running;
  const job = machine.system.jobs.add(environment.user, 'sh');
  environment.lastJob = job.pid;
  const inner = copyEnvironment(environment, { pid: job.pid });
  const streams = { ...running.streams, stdin: Readable.from([]) };
  void runItem(item, { machine, environment: inner, streams, hangup: job.killed })
    .catch((error: unknown) =>
      error instanceof ShellExit ? error.status : explain(error, inner.name, running),
    )
    .finally(() => machine.system.jobs.remove(job.pid));

  return 0;
}

async function runPipeline(pipeline: Pipeline, running: ShellRun): Promise<number> {
  const status = await runStages(pipeline.commands, running);

  return pipeline.negated ? Number(status === 0) : status;
}

/** Commands of a pipeline run in subshells, except a single one. A command that stops reading ends those before it. */
async function runStages(commands: readonly CommandNode[], running: ShellRun): Promise<number> {
  const [single] = commands;
  if (commands.length === 1 && single !== undefined) return await runCommand(single, running);
  const statuses: Promise<number>[] = [];
  let stdin = running.streams.stdin;
  for (const [index, command] of commands.entries()) {
    const last = index === commands.length - 1;
    const pipe = new PassThrough();
    const input = stdin;
    const readerGone = new AbortController();
    pipe.once('close', () => readerGone.abort());
    const inner: ShellRun = {
      machine: running.machine,
      environment: copyEnvironment(running.environment),
      streams: { ...running.streams, stdin: input, stdout: last ? running.streams.stdout : pipe },
      hangup: AbortSignal.any([running.hangup, readerGone.signal]),
    };
    pipe.on('error', () => undefined); // a write after the reader has ended: a broken pipe
    statuses.push(
      runCommand(command, inner)
        .catch((error: unknown) => (error instanceof ShellExit ? error.status : explain(error, 'sh', inner)))
        .finally(() => {
          if (!last) pipe.end();
          if (index > 0) input.destroy();
        }),
    );
    stdin = pipe;
  }

  return (await Promise.all(statuses)).at(-1) ?? 0;
}

async function runCommand(command: CommandNode, running: ShellRun): Promise<number> {
  const { environment } = running;
  const substitute = (script: string) => output(script, running);
  let streams: Streams & { close(): void };
  let words: string[] = [];
  try {
    const redirections: ResolvedRedirection[] = [];
    if (command.kind === 'simple') words = await expandWords(command.words, environment, substitute);
    for (const { descriptor, how, target } of command.redirections)
      redirections.push({ descriptor, how, target: await expandText(target, environment, substitute) });
    streams = applyRedirections(running.streams, redirections, environment);
  } catch (error) {
    return explain(error, environment.name, running);
  }
  const inner = { ...running, streams };
  try {
    return command.kind === 'simple'
      ? await runSimple(command, words, inner)
      : await runCompound(command, inner);
  } catch (error) {
    if (error instanceof ShellExit || error instanceof LoopJump) throw error;
    return explain(error, words[0] ?? environment.name, inner);
  } finally {
    streams.close();
  }
}

async function runCompound(
  command: Exclude<CommandNode, { kind: 'simple' }>,
  running: ShellRun,
): Promise<number> {
  if (command.kind === 'group')
    return command.subshell ? await runSubshell(command.body, running) : await runList(command.body, running);
  if (command.kind === 'if') {
    for (const { condition, body } of command.branches)
      if ((await runList(condition, running)) === 0) return await runList(body, running);
    return command.otherwise === undefined ? 0 : await runList(command.otherwise, running);
  }
  return await runLoop(command, running, {
    run: (script) => runList(script, running),
    expand: (words) => expandWords(words, running.environment, (script) => output(script, running)),
  });
}

async function runSubshell(body: Script, running: ShellRun): Promise<number> {
  try {
    return await runList(body, { ...running, environment: copyEnvironment(running.environment) });
  } catch (error) {
    if (error instanceof ShellExit) return error.status;
    throw error;
  }
}

async function runSimple(
  command: Extract<CommandNode, { kind: 'simple' }>,
  words: readonly string[],
  running: ShellRun,
): Promise<number> {
  const { environment } = running;
  const assigned: [string, string][] = [];
  for (const { name, value } of command.assignments)
    assigned.push([name, await expandText(value, environment, (script) => output(script, running))]);
  const [name, ...args] = words;
  if (name === undefined) {
    for (const [variable, value] of assigned) environment.variables.set(variable, value);
    return 0;
  }
  const builtin = findBuiltin(name);
  if (builtin)
    return await builtin.run(args, environment, {
      ...running.streams,
      run: (program) => runProgram(program, running),
    });
  const commandEnvironment = copyEnvironment(environment);
  for (const [variable, value] of assigned) commandEnvironment.variables.set(variable, value);

  return await runProgram(words, { ...running, environment: commandEnvironment });
}

async function runProgram(words: readonly string[], running: ShellRun): Promise<number> {
  const { machine, environment, streams } = running;
  const [program = '', ...args] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  const command =
    machine.standIn?.(name) ??
    findProgram(program, environment.files, (path) => absolutePath(environment, path));
  if (command === undefined) machine.device.unmodelled.report('shell', words.join(' '));
  if (command === undefined || command === 'missing') {
    streams.stderr.write(`${environment.name}: ${program}: inaccessible or not found\n`);
    return NOT_FOUND;
  }
  try {
    return await command.run(args, shellFor(name, running));
  } catch (error) {
    if (error instanceof ShellExit) throw error;
    return explain(error, name, running);
  }
}

function shellFor(name: string, running: ShellRun): Shell {
  const { machine, environment, streams } = running;
  const fork = (how: RunAs): Environment =>
    copyEnvironment(environment, {
      user: how.user ?? environment.user,
      namespace: how.namespace ?? environment.namespace,
      name: how.name ?? 'sh',
      positional: how.positional ?? [],
    });

  return {
    ...machine,
    ...streams,
    name,
    user: environment.user,
    files: environment.files,
    hangup: running.hangup,
    out: (text) => void streams.stdout.write(text),
    err: (text) => void streams.stderr.write(text),
    path: (given) => absolutePath(environment, given),
    variable: (variable) => environment.variables.get(variable),
    runScript: async (script, { detached = running.hangup, ...how } = {}) =>
      await runScript(machine, script, fork(how), streams, detached),
    runProgram: async (words, { detached = running.hangup, ...how } = {}) =>
      await runProgram(words, { ...running, environment: fork(how), hangup: detached }),
  };
}

/** The output of a `$(...)`. */
async function output(script: string, running: ShellRun): Promise<string> {
  const stdout = new PassThrough();
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const inner = copyEnvironment(running.environment);
  running.environment.lastStatus = await runScript(
    running.machine,
    script,
    inner,
    { ...running.streams, stdout },
    running.hangup,
  );
  stdout.end();
  await once(stdout, 'end');

  return Buffer.concat(chunks).toString('utf8');
}

function explain(error: unknown, name: string, running: ShellRun): number {
  if (running.hangup.aborted) return HUNG_UP;

  return explainError(error, name, running.streams.stderr, running.machine.device.unmodelled);
}
