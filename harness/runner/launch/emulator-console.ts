import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { reasonOf } from '../../model/fault.ts';

/** The file that the emulator writes, with the token that its console asks for. Source: developer.android.com, emulator-console. */
const TOKEN_FILE = '.emulator_console_auth_token';
const ANSWER_MS = 10_000;

/**
 * Asks an emulator to end, through its console. The console answers each command with lines of which the last is `OK`, or begins
 * with `KO:`.
 * @returns why it could not be asked; undefined if the emulator accepted
 */
export async function killByConsole(port: number, home = homedir()): Promise<string | undefined> {
  const token = await readFile(join(home, TOKEN_FILE), 'utf8').catch(() => '');
  const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_MS });
  try {
    // An empty token file turns the authentication off.
    const commands = [...(token.trim() === '' ? [] : [`auth ${token.trim()}`]), 'kill'];
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
    for await (const line of createInterface({ input: socket })) {
      if (line.startsWith('KO')) return `the console refused: ${line}`;
      if (!line.startsWith('OK')) continue;
      if (line.startsWith('OK: killing emulator')) return undefined;
      const command = commands.shift();
      if (command === undefined) return undefined;
      socket.write(`${command}\n`);
    }

    return commands.length === 0 ? undefined : 'the console closed the connection';
  } catch (error) {
    return `the console did not answer: ${reasonOf(error)}`;
  } finally {
    socket.destroy();
  }
}
