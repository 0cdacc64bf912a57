import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { checkLanguage } from './language/check.mjs';

// `node .ci/language.mjs [--room PATH]... [--comments]`: texts that a person reads and that break a rule of
// language/constructions.yaml, are longer than a sentence should be, or say "1 cases". Comments are listed and never fail.
const { values, positionals } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: [] },
    comments: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const { files, texts, hits } = await checkLanguage(
  positionals[0] ?? dirname(import.meta.dirname),
  values.room.map((room) => room.replace(/\/$/, '')),
);
const messages = hits.filter(({ kind }) => kind === 'message');
for (const { file, line, kind, rule, excerpt, instead } of values.comments ? hits : messages)
  console.log(`${file}:${line} ${kind === 'comment' ? 'comment ' : ''}${rule}: "${excerpt}" (${instead})`);
const comments = values.comments ? `, ${hits.length - messages.length} in comments` : '';
console.error(`language: ${files} files, ${texts} texts, ${messages.length} violations${comments}`);
process.exitCode = messages.length > 0 || files === 0 ? 1 : 0;
