import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkLanguage, readScope } from './language/check.mjs';

// `node .ci/language.mjs [--room PATH]... [--comments] [--checked]`: texts that a person reads and that break a rule of
// language/constructions.yaml, have too long a sentence, or say "1 cases". Comments are listed and never fail. `--checked`
// looks at the paths of language/scope.yaml alone, as `npm run check` does.
const { values, positionals } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: [] },
    comments: { type: 'boolean', default: false },
    checked: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const project = resolve(positionals[0] ?? dirname(import.meta.dirname));
const paths = values.checked ? (await readScope()).checked : values.room.map(asPath);
const { files, texts, hits, unused } = await checkLanguage(project, paths);
const messages = hits.filter(({ kind }) => kind === 'message');
for (const { file, line, kind, rule, excerpt, instead } of values.comments ? hits : messages)
  console.log(`${file}:${line} ${kind === 'comment' ? 'comment ' : ''}${rule}: "${excerpt}" (${instead})`);
for (const entry of unused) console.log(`.ci/language/scope.yaml: no file or text matches ${entry}`);
const comments = values.comments ? `, in comments: ${hits.length - messages.length}` : '';
console.error(`language: files: ${files}, texts: ${texts}, violations: ${messages.length}${comments}`);
process.exitCode = messages.length > 0 || unused.length > 0 || files === 0 ? 1 : 0;

/** @param {string} room */
function asPath(room) {
  const path = room.replace(/\/$/, '');

  return statSync(join(project, path), { throwIfNoEntry: false })?.isFile() ? path : `${path}/`;
}
