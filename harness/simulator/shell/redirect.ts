import { PassThrough, Readable, Writable } from 'node:stream';
import { AndroidError } from '../device.ts';
import { absolutePath, type Environment } from './environment.ts';

/** The three streams of a command. */
export interface Streams {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
}

export interface ResolvedRedirection {
  descriptor: number;
  how: 'read' | 'write' | 'append' | 'duplicate';
  target: string;
}

/**
 * Applies redirections in order. `close` writes the output to the files; call it once the command has ended.
 * Throws an {@link AndroidError} with the shell's message for a file that cannot be opened.
 */
export function applyRedirections(
  streams: Streams,
  redirections: readonly ResolvedRedirection[],
  environment: Environment,
): Streams & { close(): void } {
  const result = { ...streams };
  const closers: (() => void)[] = [];
  for (const { descriptor, how, target } of redirections) {
    if (how === 'read') result.stdin = inputOf(target, environment);
    else if (how === 'duplicate') setOutput(descriptor, openDescriptor(target, descriptor, result));
    else {
      const { stream, close } = outputTo(target, how === 'append', environment);
      setOutput(descriptor, stream);
      closers.push(close);
    }
  }

  return { ...result, close: () => closers.forEach((close) => close()) };

  function setOutput(descriptor: number, stream: Writable): void {
    if (descriptor === 2) result.stderr = stream;
    else result.stdout = stream;
  }
}

/** Only 1 and 2 are ever open: a shell that opens others is not modelled. */
function openDescriptor(target: string, duplicate: number, streams: Streams): Writable {
  if (target !== '1' && target !== '2')
    throw new AndroidError(`${duplicate === 1 ? '' : duplicate}>&${target} : bad file descriptor`);

  return target === '1' ? streams.stdout : streams.stderr;
}

function inputOf(target: string, environment: Environment): Readable {
  if (target === '/dev/null') return Readable.from([]);
  const bytes = explainFileError('open', target, () =>
    environment.files.read(absolutePath(environment, target)),
  );
  if (bytes === undefined) throw new AndroidError(`can't open ${target}: No such file or directory`);

  return Readable.from([Buffer.from(bytes)]);
}

function outputTo(
  target: string,
  append: boolean,
  environment: Environment,
): { stream: Writable; close(): void } {
  if (target === '/dev/null') return { stream: discard(), close: () => undefined };
  const path = absolutePath(environment, target);
  const before = explainFileError('create', target, () => {
    const content = append ? environment.files.read(path) : undefined;
    environment.files.write(path, content ?? new Uint8Array());

    return content ?? new Uint8Array();
  });
  const chunks: Uint8Array[] = [before];

  return {
    stream: new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    }),
    close: () => environment.files.write(path, Buffer.concat(chunks)),
  };
}

function discard(): Writable {
  const stream = new PassThrough();
  stream.resume();

  return stream;
}

function explainFileError<T>(operation: 'open' | 'create', target: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof AndroidError)
      throw new AndroidError(`can't ${operation} ${target}: ${error.message}`);
    throw error;
  }
}
