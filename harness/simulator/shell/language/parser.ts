import { tokenize, type Token } from './lexer.ts';
import {
  ShellSyntaxError,
  type CommandNode,
  type ListItem,
  type Pipeline,
  type Redirection,
  type Script,
  type Word,
} from './syntax.ts';

const RESERVED = ['if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'for', 'do', 'done', '{', '}', '!'];
const NOT_MODELLED = ['case', 'select', 'function', '[['];

/** Parses a script, as far as the shell's syntax is modelled. Throws {@link ShellSyntaxError}. */
export function parseScript(text: string): Script {
  const tokens = tokenize(text);
  let at = 0;
  const script = list([]);
  if (!isOperator('end')) throw unexpected();

  return script;

  /** Parses items up to one of the reserved words, a closing parenthesis or the end. */
  function list(until: string[]): Script {
    const items: ListItem[] = [];
    for (;;) {
      while (isOperator('\n') || isOperator(';')) at++;
      const word = reserved();
      if (isOperator('end') || isOperator(')') || (word !== undefined && until.includes(word)))
        return { items };
      items.push(andOr());
    }
  }

  function andOr(): ListItem {
    const item: ListItem = { first: pipeline(), rest: [], background: false };
    for (;;) {
      const operator = isOperator('&&') ? '&&' : isOperator('||') ? '||' : undefined;
      if (operator === undefined) break;
      at++;
      while (isOperator('\n')) at++;
      item.rest.push({ operator, pipeline: pipeline() });
    }
    if (isOperator('&')) item.background = true;
    else if (!isOperator(';') && !isOperator('\n') && !isOperator('end') && !isOperator(')'))
      throw unexpected();
    if (!isOperator('end') && !isOperator(')')) at++;

    return item;
  }

  function pipeline(): Pipeline {
    const negated = reserved() === '!';
    if (negated) at++;
    const commands = [command()];
    while (isOperator('|')) {
      at++;
      while (isOperator('\n')) at++;
      commands.push(command());
    }

    return { negated, commands };
  }

  function command(): CommandNode {
    const word = reserved();
    if (isOperator('(')) {
      at++;
      const body = list([]);
      if (!isOperator(')')) throw unexpected();
      at++;
      return { kind: 'group', subshell: true, body, redirections: redirections() };
    }
    if (word === '{') {
      const body = block('{', '}');
      return { kind: 'group', subshell: false, body, redirections: redirections() };
    }
    if (word === 'if') return conditional();
    if (word === 'while' || word === 'until') {
      const condition = block(word, 'do');
      at--; // `do` opens the next block
      const body = block('do', 'done');
      return { kind: 'while', until: word === 'until', condition, body, redirections: redirections() };
    }
    if (word === 'for') return loop();
    if (word !== undefined) throw unexpected();

    return simple();
  }

  /** Parses the list between two reserved words, and consumes both words. */
  function block(open: string, ...close: string[]): Script {
    expectWord(open);
    const body = list(close);
    const word = reserved();
    if (word === undefined || !close.includes(word)) throw unexpected();
    at++;

    return body;
  }

  function conditional(): CommandNode {
    const branches: { condition: Script; body: Script }[] = [];
    let otherwise: Script | undefined;
    let opening = 'if';
    for (;;) {
      if (opening === 'else') {
        otherwise = block('else', 'fi');
        break;
      }
      const condition = block(opening, 'then');
      at--;
      const body = block('then', 'elif', 'else', 'fi');
      branches.push({ condition, body });
      at--;
      opening = reserved() ?? '';
      if (opening === 'fi') {
        at++;
        break;
      }
    }

    return { kind: 'if', branches, otherwise, redirections: redirections() };
  }

  function loop(): CommandNode {
    expectWord('for');
    const variable = plainText(take());
    if (variable === undefined || plainText(tokens[at]) !== 'in') throw unexpected();
    at++;
    const words: Word[] = [];
    for (let token = tokens[at]; token?.kind === 'word'; token = tokens[++at]) words.push(token.word);
    while (isOperator(';') || isOperator('\n')) at++;
    const body = block('do', 'done');

    return { kind: 'for', variable, words, body, redirections: redirections() };
  }

  function simple(): CommandNode {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirected: Redirection[] = [];
    for (;;) {
      redirected.push(...redirections());
      const token = tokens[at];
      if (token?.kind !== 'word') break;
      const assignment = words.length === 0 ? assignmentOf(token.word) : undefined;
      if (assignment !== undefined) assignments.push(assignment);
      else words.push(token.word);
      at++;
    }
    if (words.length === 0 && assignments.length === 0 && redirected.length === 0) throw unexpected();
    const name = words[0] === undefined ? undefined : textOf(words[0]);
    if (name !== undefined && NOT_MODELLED.includes(name))
      throw new ShellSyntaxError(`syntax error: unexpected '${name}'`, false);

    return { kind: 'simple', assignments, words, redirections: redirected };
  }

  function redirections(): Redirection[] {
    const found: Redirection[] = [];
    for (let token = tokens[at]; token?.kind === 'redirect'; token = tokens[at]) {
      at++;
      const target = take();
      if (target?.kind !== 'word') throw unexpected();
      found.push(...redirectionsOf(token.text, token.descriptor, target.word));
    }

    return found;
  }

  function take(): Token | undefined {
    return tokens[at++];
  }

  function isOperator(text: string): boolean {
    const token = tokens[at];
    return token?.kind === 'operator' && token.text === text;
  }

  function reserved(): string | undefined {
    const text = plainText(tokens[at]);
    return text !== undefined && RESERVED.includes(text) ? text : undefined;
  }

  function expectWord(text: string): void {
    if (plainText(take()) !== text) throw unexpected();
  }

  function unexpected(): ShellSyntaxError {
    const token = tokens[at];
    const text = token?.kind === 'word' ? textOf(token.word) : token?.text;
    return new ShellSyntaxError(`syntax error: unexpected '${text === '\n' ? 'newline' : text}'`);
  }
}

function redirectionsOf(text: string, descriptor: number | undefined, target: Word): Redirection[] {
  const both = (how: 'write' | 'append'): Redirection[] => [
    { descriptor: 1, how, target },
    { descriptor: 2, how: 'duplicate', target: [{ kind: 'text', text: '1', quoted: false }] },
  ];
  if (text === '&>') return both('write');
  if (text === '&>>') return both('append');
  if (text === '<') return [{ descriptor: descriptor ?? 0, how: 'read', target }];
  if (text === '>>') return [{ descriptor: descriptor ?? 1, how: 'append', target }];
  if (text === '>&') return [{ descriptor: descriptor ?? 1, how: 'duplicate', target }];

  return [{ descriptor: descriptor ?? 1, how: 'write', target }];
}

function assignmentOf(word: Word): { name: string; value: Word } | undefined {
  const first = word[0];
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text);
  if (match?.[1] === undefined) return undefined;

  return { name: match[1], value: [{ kind: 'text', text: match[2] ?? '', quoted: false }, ...word.slice(1)] };
}

/** The text of a word that is one unquoted part, as a reserved word must be. */
function plainText(token: Token | undefined): string | undefined {
  if (token?.kind !== 'word' || token.word.length !== 1) return undefined;
  const part = token.word[0];

  return part?.kind === 'text' && !part.quoted ? part.text : undefined;
}

function textOf(word: Word): string {
  return word
    .map((part) => (part.kind === 'text' ? part.text : part.kind === 'variable' ? `$${part.name}` : '$('))
    .join('');
}
