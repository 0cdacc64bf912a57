import { join, resolve } from 'node:path';
import { invariant } from '../../model/fault.ts';

/** Options of every step of a night. */
export interface NightOptions {
  /** The folder in which the steps leave files for each other; `night` in the current folder by default. */
  folder?: string;
  /** The file that carries results from night to night; by default it is part of the pages. */
  history?: string;
}

/** The folders of a night. Only `results` and `pages` are published. */
export interface NightFolders {
  /** A folder for each run, with its exit code and its redacted bundle. */
  results: string;
  /** The content of the branch with the pages: pages, bundles and the history. */
  pages: string;
  /** The redacted bundles of the kept nights, by the id of the run. */
  nights: string;
  history: string;
  /** What the runs printed, and copies of the history. They may contain values of the phone's owner. */
  private: string;
  /** The state of the branch when it was opened. */
  branch: string;
}

/** The history in the pages. */
export const HISTORY = 'history/history.json';

/** The folders of the steps of a night. */
export function foldersOf({ folder = 'night', history }: NightOptions): NightFolders {
  const root = resolve(folder);
  const pages = join(root, 'pages');

  return {
    results: join(root, 'results'),
    pages,
    nights: join(pages, 'nights'),
    history: history ? resolve(history) : join(pages, HISTORY),
    private: join(root, 'private'),
    branch: join(root, 'branch.json'),
  };
}

/** The name of a run within its night, which is also a folder. @throws {Fault} for a name that is no plain folder name */
export function checkedName(name: string): string {
  invariant(
    /^[a-z0-9][\w.-]{0,60}$/i.test(name),
    `'${name}' cannot be the name of a run in a night`,
    'use letters, digits, - and _, for example: --name mint',
  );

  return name;
}

/** The entries of a list that a workflow passes as one text: separated by commas or new lines. Ranges may contain spaces. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

export function print(text: string): void {
  process.stderr.write(`${text}\n`);
}
