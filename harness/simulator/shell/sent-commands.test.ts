import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSentLines } from '../conformance/lines.ts';
import { shapeOf } from './command-log.ts';
import { findBuiltin, programNames } from './command-table.ts';
import { parseScript } from './language/parser.ts';
import type { CommandNode, Script, Word } from './language/syntax.ts';

const GOLDEN = join(import.meta.dirname, 'sent-commands.golden.txt');

/** The text of a word that has no variables. */
const textOf = (word: Word): string =>
  word.map((part) => (part.kind === 'text' ? part.text : `(${part.kind})`)).join('');

/** Each simple command of a script, and those inside `su N sh -c '...'`. */
function commandsIn(script: Script): string[][] {
  return script.items
    .flatMap(({ first, rest }) => [first, ...rest.map(({ pipeline }) => pipeline)])
    .flatMap(({ commands }) => commands.flatMap(commandsOf));
}

function commandsOf(command: CommandNode): string[][] {
  if (command.kind === 'group') return commandsIn(command.body);
  if (command.kind === 'if')
    return command.branches.flatMap(({ condition, body }) => [condition, body].flatMap(commandsIn));
  if (command.kind === 'for') return commandsIn(command.body);
  assert.equal(command.kind, 'simple', `not in the list so far: ${command.kind}`);
  if (command.kind !== 'simple') return [];
  const words = command.words.map(textOf);
  // An assignment alone runs no command.
  if (words.length === 0) return [];
  const shell = words.indexOf('sh');
  const inner = words[0] === 'su' && words[shell + 1] === '-c' ? words[shell + 2] : undefined;

  return [words, ...(inner === undefined ? [] : commandsIn(parseScript(inner)))];
}

describe('the list of commands that a run sends', () => {
  const lines = readFileSync(GOLDEN, 'utf8').trimEnd().split('\n');

  it('is sorted, without duplicates', () => {
    assert.deepEqual(lines, [...new Set(lines)].toSorted());
    assert.ok(lines.length > 100, `${lines.length} lines`);
  });

  it('has a whole line of each shape for the comparison with real shells', () => {
    const examples = new Set(readSentLines().aosp.map(shapeOf));
    const missing = lines.filter((line) => !examples.has(line));
    assert.deepEqual(missing, [], 'add one such line, with its quotes, to ../conformance/sent-lines.json');
  });

  it('has only commands of the command table', () => {
    const known = new Set([...programNames(), 'su']);
    for (const line of lines)
      for (const [name = ''] of commandsIn(parseScript(line)))
        assert.ok(known.has(name) || findBuiltin(name), `'${name}' of: ${line}`);
  });
});
