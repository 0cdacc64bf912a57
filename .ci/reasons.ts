import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { newReasonRowSchema } from '../harness/model/verdict.ts';

// `npm run reasons` writes what is generated from the table of reasons; `npm run check:reasons` compares it. A folder as the
// last argument is the project to use.
const TABLE = 'harness/verdict/data/reasons.yaml';
const CODES = 'harness/model/reason-codes.ts';
const PAGE = 'docs/verdicts.md';
const BEGIN = '<!-- reasons -->\n';
const END = '<!-- /reasons -->';

/** Placeholders: `{name}` is text, `{name:duration}` milliseconds, `{name|one|many}` a word that agrees with a number. */
const PLACEHOLDER = /\{(?<name>\w+)(?<numeric>:duration|\|[^{|}]+\|[^{|}]+)?\}/g;

type Row = z.infer<typeof newReasonRowSchema>;

/** Reads a table of reasons. `problems` names each row that lacks a column, has one too many or contradicts itself. */
export function readReasons(yaml: string): { rows: Row[]; problems: string[] } {
  const content: unknown = parse(yaml);
  const read = z.array(newReasonRowSchema).safeParse(content);
  if (read.success) return { rows: read.data, problems: [...contradictions(read.data)] };
  const problems = read.error.issues.map(({ path: [row = 0, ...column], message }) => {
    const code = (content as { code?: string }[])[Number(row)]?.code ?? `row ${Number(row) + 1}`;

    return `${code}${column.length > 0 ? `, ${column.join('.')}` : ''}: ${message}`;
  });

  return { rows: [], problems };
}

/** The module of all codes and of the values that their sentences need. */
export function codesModule(rows: readonly Row[]): string {
  const values = rows.map(({ code, sentence }) => {
    const types = new Map<string, string>();
    for (const { groups } of sentence.matchAll(PLACEHOLDER)) {
      const name = groups?.['name'] ?? '';
      types.set(name, groups?.['numeric'] || types.get(name) === 'number' ? 'number' : 'string | number');
    }
    const fields = [...types].map(([name, type]) => `    ${name}: ${type};\n`);

    return `  ${quoted(code)}: ${fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('')}  }`};\n`;
  });

  return `// Generated from ${TABLE} by npm run reasons. Do not edit.
/* oxlint-disable max-lines */

/** The code of every reason, in the order of the table. */
export const REASON_CODES = [
${rows.map(({ code }) => `  '${code}',\n`).join('')}] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** The weight of each reason; harness/model/verdict.ts says what a weight does. */
export const REASON_WEIGHTS: ReadonlyMap<string, 'voids' | 'limits' | 'notes' | 'finds'> = new Map([
${rows.map(({ code, weight }) => `  ['${code}', '${weight}'],\n`).join('')}]);

/** The reasons that prove a leak, in the case itself or late. */
export const LEAK_REASONS: ReadonlySet<string> = new Set([${rows
    .filter(({ leak }) => leak !== 'none')
    .map(({ code }) => `'${code}'`)
    .join(', ')}]);

/** The values that the sentence of each reason needs. */
export interface ReasonValues {
${values.join('')}}
`;
}

/** The table as `docs/verdicts.md` prints it. */
export function markdownTable(rows: readonly Row[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const lines = rows.map((row) => {
    const sentence = row.sentence.replaceAll(PLACEHOLDER, (_, name: string, numeric?: string) =>
      numeric?.startsWith('|') ? (numeric.split('|')[2] ?? '') : `{${name}}`,
    );

    return `| \`${row.code}\` | ${row.weight} | ${effectsOf(row)} | ${cell(sentence)} | ${cell(row.source)} |\n`;
  });

  return `| code | weight | further effects | sentence | why, and its source |\n|---|---|---|---|---|\n${lines.join('')}`;
}

function* contradictions(rows: readonly Row[]): Generator<string> {
  for (const [index, { code, weight, leak, keepsSizeFinding, sentence }] of rows.entries()) {
    if (rows.findIndex((row) => row.code === code) !== index) yield `${code} is listed twice`;
    if (leak !== 'none' && weight !== 'finds') yield `${code}: leak is '${leak}', so weight must be 'finds'`;
    if (!keepsSizeFinding && weight !== 'voids')
      yield `${code}: keepsSizeFinding is false, so weight must be 'voids'`;
    if (/[{}]/.test(sentence.replaceAll(PLACEHOLDER, ''))) yield `${code}: a placeholder is malformed`;
  }
}

function quoted(code: string): string {
  return /^\w+$/.test(code) ? code : `'${code}'`;
}

function effectsOf({ leak, hides, settlesEarlier, keepsSizeFinding, awaitsMore }: Row): string {
  const effects = [
    leak === 'none' ? '' : 'leak',
    hides ? 'hides' : '',
    settlesEarlier ? '' : 'unsettled',
    keepsSizeFinding ? '' : 'no sizes',
    awaitsMore ? 'awaits more' : '',
  ].filter(Boolean);

  return effects.join(', ') || '-';
}

if (process.argv[1] === import.meta.filename) {
  const options = process.argv.slice(2);
  const isCheck = options.includes('--check');
  const project = resolve(options.find((option) => !option.startsWith('--')) ?? dirname(import.meta.dirname));
  const { rows, problems } = readReasons(await readFile(join(project, TABLE), 'utf8'));
  const page = await readFile(join(project, PAGE), 'utf8');
  const generated: [file: string, text: string][] = [
    [CODES, codesModule(rows)],
    [PAGE, `${page.split(BEGIN)[0] ?? ''}${BEGIN}${markdownTable(rows)}${END}${page.split(END)[1] ?? ''}`],
  ];
  for (const [file, text] of problems.length > 0 ? [] : generated) {
    if (!isCheck) await writeFile(join(project, file), text);
    else if ((await readFile(join(project, file), 'utf8')) !== text)
      problems.push(`${file} does not match this table; run npm run reasons`);
  }
  for (const problem of problems) console.error(`${TABLE}: ${problem}`);
  console.error(`reasons: codes: ${rows.length}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
