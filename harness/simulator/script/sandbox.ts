import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newQuickJSWASMModule, type QuickJSContext, type QuickJSHandle } from 'quickjs-emscripten';
import * as z from 'zod';
import { scriptEvents } from '../app.ts';
import { decodeWire, encodeWire, type Wire } from './wire.ts';

const MEMORY_LIMIT_BYTES = 64 * 1024 * 1024;
const STACK_LIMIT_BYTES = 128 * 1024;
/** Limit of one turn, in calls of QuickJS' interrupt handler: one about every 10 000 steps. */
const STEPS_LIMIT = 20_000;
/** Limit of one turn in real milliseconds, for slow work in few steps. */
const TURN_LIMIT_MS = 3000;
/** Promise jobs that run between two checks of the limits. */
const JOBS_AT_ONCE = 1000;

/** A host function for the script: gets decoded arguments, returns a value or throws. */
export type HostCall = (name: string, args: unknown[]) => unknown;

/** The entry points of `guest.js`. */
export type GuestEntry = 'emit' | 'settle' | 'timer' | 'socket' | 'job';

export interface Sandbox {
  /** Calls into the script and runs it until it waits. Arguments are strings, numbers or, in a {@link Wire}, values. */
  enter(entry: GuestEntry, ...args: (string | number | Wire)[]): void;
}

/** Thrown if a script fails to start. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

const guestSource = readFileSync(join(import.meta.dirname, 'guest.js'), 'utf8');

/**
 * Runs an ES module in its own QuickJS and calls its default export with `browser`. The module has standard ECMAScript, no
 * imports, and limits on memory, stack and steps. Later failures go to `onFailure`; a turn that exceeds a limit is aborted.
 * Throws a {@link ScriptError} if the module fails to start.
 */
export async function createSandbox(
  source: string,
  onCall: HostCall,
  onFailure: (place: string, error: string) => void,
): Promise<Sandbox> {
  // Each script has its own WebAssembly instance, so that a crash affects only that script.
  const quickjs = await newQuickJSWASMModule();
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(MEMORY_LIMIT_BYTES);
  runtime.setMaxStackSize(STACK_LIMIT_BYTES);
  let steps = 0;
  let turnStarted = 0;
  const isOver = () => steps > STEPS_LIMIT || performance.now() - turnStarted > TURN_LIMIT_MS;
  runtime.setInterruptHandler(() => {
    steps += 1;

    return isOver();
  });
  const context = runtime.newContext();

  const beginTurn = () => {
    steps = 0;
    turnStarted = performance.now();
  };
  const describe = (error: QuickJSHandle): string => {
    const dumped = error.consume((handle) => context.dump(handle) as unknown);
    if (typeof dumped !== 'object' || dumped === null) return String(dumped);
    const { name = 'Error', message = '', stack = '' } = dumped as Record<string, string>;

    return `${name}: ${message}\n${stack}`.trim();
  };
  /** Runs promise jobs until none are left or the turn exceeds its limit. */
  const runJobs = () => {
    while (runtime.hasPendingJob() && !isOver()) {
      const result = runtime.executePendingJobs(JOBS_AT_ONCE);
      if (result.error) onFailure('a promise', describe(result.error));
      else result.dispose();
    }
    if (isOver()) onFailure('a turn', 'the script took too long and was stopped');
  };

  const host = context.newFunction('host', (nameHandle, jsonHandle, ...bufferHandles) => {
    const name = context.getString(nameHandle);
    const buffers = bufferHandles.map((handle) =>
      context.getArrayBuffer(handle).consume(({ value }) => value.slice()),
    );
    try {
      const args = decodeWire({ json: context.getString(jsonHandle), buffers }) as unknown[];

      return toGuest(context, 'value', onCall(name, args));
    } catch (error) {
      return toGuest(context, 'error', errorOf(error));
    }
  });

  beginTurn();
  const evaluatedGuest = context.evalCode(guestSource, 'guest.js', { type: 'module' });
  if (evaluatedGuest.error) throw new ScriptError(describe(evaluatedGuest.error));
  const makeEntries = context.getProp(evaluatedGuest.value, 'default');
  const events = context.unwrapResult(context.evalCode(JSON.stringify(scriptEvents), 'events.json'));
  const guest = context.callFunction(makeEntries, context.undefined, host, events);
  if (guest.error) throw new ScriptError(describe(guest.error));
  const entries = guest.value;

  beginTurn();
  const evaluated = context.evalCode(source, 'browser.js', { type: 'module' });
  if (evaluated.error) throw new ScriptError(describe(evaluated.error));
  runJobs();
  const main = context.getProp(evaluated.value, 'default');
  const started = context
    .getProp(entries, 'start')
    .consume((start) => context.callFunction(start, entries, main));
  if (started.error) throw new ScriptError(describe(started.error));
  started.value.dispose();
  main.dispose();
  runJobs();

  return {
    enter(entry, ...args) {
      beginTurn();
      const handles = args.flatMap((arg) => {
        if (typeof arg === 'number') return [context.newNumber(arg)];
        if (typeof arg === 'string') return [context.newString(arg)];

        return [context.newString(arg.json), ...arg.buffers.map((bytes) => newArrayBuffer(context, bytes))];
      });
      const result = context
        .getProp(entries, entry)
        .consume((handler) => context.callFunction(handler, entries, ...handles));
      for (const handle of handles) handle.dispose();
      if (result.error) onFailure(entry, describe(result.error));
      else result.value.dispose();
      runJobs();
    },
  };
}

/** `[kind, json, ...buffers]`, the format of `guest.js`. */
function toGuest(context: QuickJSContext, kind: 'value' | 'error', value: unknown): QuickJSHandle {
  const { json, buffers } = encodeWire(value);
  const array = context.newArray();
  const items = [
    context.newString(kind),
    context.newString(json),
    ...buffers.map((bytes) => newArrayBuffer(context, bytes)),
  ];
  for (const [at, item] of items.entries()) item.consume((handle) => context.setProp(array, at, handle));

  return array;
}

function newArrayBuffer(context: QuickJSContext, bytes: Uint8Array): QuickJSHandle {
  return context.newArrayBuffer(Uint8Array.from(bytes).buffer);
}

/** Name and message of a host function's error, for the script. */
export function errorOf(error: unknown): { name: string; message: string } {
  if (error instanceof z.ZodError) return { name: 'TypeError', message: z.prettifyError(error) };

  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}
