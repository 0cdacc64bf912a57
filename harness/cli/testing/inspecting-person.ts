import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPerson } from '../../browsers/testing/person.ts';
import type { BrowserDeclaration } from '../../model/browser.ts';
import type { CopiedProject } from './copied-project.ts';

/** How long a person waits for a page, milliseconds. */
const PAGE_MS = 5000;
/** The end of a question: it has no line break, because the answer follows. */
const QUESTION = /(?:^|\n)([^\n]*(?:\]|visible\.)) $/;

/** A person runs `leakgate inspect` in a terminal and answers what it asks. Resolves to the exit code and the conversation. */
export async function inspectAsPerson(
  project: CopiedProject,
  declaration: BrowserDeclaration,
  out: string,
): Promise<{ code: number | null; heard: string }> {
  const release = `${declaration.family}@${declaration.versionName}`;
  const args = ['inspect', '--handset', 'sim', '--release', release, '--out', out];
  const { root, env } = project;
  const child = spawn(process.execPath, [join(root, 'bin/leakgate.mjs'), ...args], { cwd: root, env });
  const person = createPerson(declaration, () => lastScreen(out));
  let [heard, unread] = ['', ''];
  const answer = async (question: string): Promise<void> => {
    if (/the page is visible/.test(question)) await sleep(PAGE_MS);
    child.stdin.write(`${await person.ask(question)}\n`);
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
    unread += text;
    const question = QUESTION.exec(unread);
    const lines = question ? unread.slice(0, question.index) : unread.slice(0, unread.lastIndexOf('\n') + 1);
    unread = question ? '' : unread.slice(lines.length);
    // A list is one text, and so is each other line.
    for (const each of lines.split(/\n(?! {2}\d+ {2})|(?<! {2}\d+ {2}[^\n]*)\n(?= {2}1 {2})/))
      person.say(each);
    if (question) answer(question[1] ?? '').catch(() => child.stdin.end());
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));

  return { code, heard };
}

/** The page source that was kept last. */
function lastScreen(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  const times = files.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }));
  const [last] = times.toSorted((a, b) => b.at - a.at);

  return last ? readFileSync(join(folder, last.name), 'utf8') : '';
}
