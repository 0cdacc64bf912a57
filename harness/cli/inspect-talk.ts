import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Talk } from '../browsers/inspect/inspect.ts';
import { Fault, reasonOf } from '../model/fault.ts';

/** A conversation that was opened, and how to end it. */
export interface OpenTalk {
  talk: Talk;
  /** Whether Ctrl-C was pressed: the next question fails then. */
  interrupted(): boolean;
  close(): void;
}

/** Opens a conversation in the terminal, or with the lines of a file. @throws {Fault} if the file cannot be read */
export async function openTalk(answers: string | undefined): Promise<OpenTalk> {
  return answers === undefined ? terminalTalk() : await fileTalk(answers);
}

function terminalTalk(): OpenTalk {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  let isInterrupted = false;
  /** The phone is restored once the step that runs has ended; a second Ctrl-C ends everything at once. */
  const interrupt = (): void => {
    if (isInterrupted) process.exit(130);
    isInterrupted = true;
    say('\nrestoring the phone; press Ctrl-C again to end at once, and then run: npx leakgate restore');
    terminal.close();
  };
  terminal.on('SIGINT', interrupt);
  process.on('SIGINT', interrupt);
  // Lines that arrive before they are asked for are kept, as those of a pipe do.
  const lines = terminal[Symbol.asyncIterator]();

  return {
    talk: {
      say,
      async ask(question) {
        process.stderr.write(`${question} `);
        const line = (await lines.next()) as IteratorResult<string, undefined>;
        if (line.done === true)
          throw new Fault(`the input ended at the question '${question}'`, {
            fix: 'Nothing was added to your table. Start again and answer all questions, or write the answers into a file: --answers FILE.',
          });

        return line.value.trim();
      },
    },
    interrupted: () => isInterrupted,
    close() {
      process.off('SIGINT', interrupt);
      terminal.close();
    },
  };
}

async function fileTalk(file: string): Promise<OpenTalk> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Fault(`--answers ${file}: the file cannot be read: ${reasonOf(error)}`, {
      fix: 'Name a file with one answer in each line, or leave the option out to answer in the terminal.',
    });
  });
  const lines = text.replace(/\n$/, '').split('\n');
  const ask = async (question: string): Promise<string> => {
    const line = lines.shift();
    if (line === undefined)
      throw new Fault(`--answers ${file}: no line is left to answer '${question}'`, {
        fix: 'Add a line for each question, in the order in which they are asked.',
      });
    say(`${question} ${line}`);

    return line.trim();
  };

  return { talk: { say, ask }, interrupted: () => false, close: () => {} };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
