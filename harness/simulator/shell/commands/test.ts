import { NotModelled, type Command, type Shell } from '../command.ts';

export const testCommands: readonly Command[] = [
  { names: ['test'], run: (args, shell) => Number(!evaluate(args, shell)) },
  {
    names: ['['],
    run(args, shell) {
      if (args.at(-1) === ']') return Number(!evaluate(args.slice(0, -1), shell));
      shell.err('sh: [: missing ]\n');

      return 2;
    },
  },
];

function evaluate(args: readonly string[], shell: Shell): boolean {
  if (args[0] === '!') return !evaluate(args.slice(1), shell);
  for (const [operator, either] of [
    ['-o', true],
    ['-a', false],
  ] as const) {
    const at = args.indexOf(operator);
    if (at <= 0) continue;
    const [left, right] = [evaluate(args.slice(0, at), shell), evaluate(args.slice(at + 1), shell)];
    return either ? left || right : left && right;
  }
  const [first = '', second, third = ''] = args;
  if (args.length <= 1) return first !== '';
  if (args.length === 2) return testUnary(first, second ?? '', shell);
  if (args.length === 3) return testBinary(first, second ?? '', third);
  throw new NotModelled(`test ${args.join(' ')}`);
}

function testUnary(operator: string, value: string, shell: Shell): boolean {
  if (operator === '-n') return value !== '';
  if (operator === '-z') return value === '';
  const stat = shell.files.stat(shell.path(value));
  if (operator === '-e') return stat !== undefined;
  if (operator === '-f') return stat?.kind === 'file';
  if (operator === '-d') return stat?.kind === 'directory';
  if (operator === '-s') return (stat?.size ?? 0) > 0;
  if (operator === '-x') return stat !== undefined && (stat.mode & 0o111) !== 0;
  throw new NotModelled(`test ${operator}`);
}

function testBinary(left: string, operator: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const [leftNumber, rightNumber] = [Number(left), Number(right)];
  if (operator === '-eq') return leftNumber === rightNumber;
  if (operator === '-ne') return leftNumber !== rightNumber;
  if (operator === '-lt') return leftNumber < rightNumber;
  if (operator === '-le') return leftNumber <= rightNumber;
  if (operator === '-gt') return leftNumber > rightNumber;
  if (operator === '-ge') return leftNumber >= rightNumber;
  throw new NotModelled(`test ${operator}`);
}
