/** A parsed script, before expansion. */
export type Script = { items: ListItem[] };

export interface ListItem {
  first: Pipeline;
  rest: { operator: '&&' | '||'; pipeline: Pipeline }[];
  background: boolean;
}

export interface Pipeline {
  negated: boolean;
  commands: CommandNode[];
}

export type CommandNode = { redirections: Redirection[] } & (
  | { kind: 'simple'; assignments: { name: string; value: Word }[]; words: Word[] }
  | { kind: 'group'; subshell: boolean; body: Script }
  | { kind: 'if'; branches: { condition: Script; body: Script }[]; otherwise: Script | undefined }
  | { kind: 'while'; until: boolean; condition: Script; body: Script }
  | { kind: 'for'; variable: string; words: Word[]; body: Script }
);

export interface Redirection {
  /** 0, 1 or 2. */
  descriptor: number;
  how: 'read' | 'write' | 'append' | 'duplicate';
  /** A path; for `duplicate` the number of a descriptor. */
  target: Word;
}

export type Word = WordPart[];

export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'variable'; name: string; quoted: boolean; fallback: string | undefined }
  | { kind: 'command'; script: string; quoted: boolean };

/** A script that cannot be parsed. `modelled` is false for valid syntax that this shell does not have. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
  readonly modelled: boolean;

  constructor(message: string, modelled = true) {
    super(message);
    this.modelled = modelled;
  }
}
