import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policy } from './testing/evidence.ts';

const FILE = join(import.meta.dirname, '../../docs/verdicts.md');
const BEGIN = '<!-- reasons -->\n';
const END = '<!-- /reasons -->';

/** The table of reasons as the page shows it. */
function table(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = policy.reasons.map(
    ({ code, weight, sentence, source }) =>
      `| \`${code}\` | ${weight} | ${cell(sentence)} | ${cell(source)} |\n`,
  );

  return `| code | weight | sentence | why, and its source |\n|---|---|---|---|\n${rows.join('')}`;
}

describe('docs/verdicts.md', () => {
  if (process.env['DOCS'] === 'update') {
    const text = readFileSync(FILE, 'utf8');
    const [before = '', after = ''] = [text.split(BEGIN)[0], text.split(END)[1]];
    writeFileSync(FILE, `${before}${BEGIN}${table()}${END}${after}`);
  }
  const text = readFileSync(FILE, 'utf8');

  it('holds every reason as the table has it (DOCS=update makes it anew)', () =>
    assert.equal(text.split(BEGIN)[1]?.split(END)[0], table()));

  it('speaks of no code that there is not', () => {
    const codes = new Set(policy.reasons.map(({ code }) => code));
    const spoken = [
      ...text.matchAll(/`((?:suspect|evidence|twin|late|heartbeat|few|code|other|configuration)-[a-z-]+)`/g),
    ];
    assert.deepEqual(
      spoken.map(([, code = '']) => code).filter((code) => !codes.has(code)),
      [],
    );
    assert.ok(spoken.length > 10);
  });
});
