import { type Phone, phoneWith } from '../phone.ts';
import type { Adb } from '../shell/adb.ts';
import { ShellError, type ShellRunner } from '../shell/runner.ts';

/** A phone for tests with settings, properties, files and tunnels in memory. It keeps every command line in `lines`. */
export interface FakePhone {
  phone: Phone;
  runner: ShellRunner;
  adb: Adb;
  lines: string[];
  settings: Map<string, string>;
  properties: Map<string, string>;
  files: Map<string, string>;
  tunnels: Map<number, string>;
  /** Answers a line in place of the built-in commands, or throws; undefined leaves the line to them. */
  intercept: (line: string) => string | undefined;
}

export function fakePhone(serial = 'fake-1'): FakePhone {
  const lines: string[] = [];
  const settings = new Map<string, string>();
  const properties = new Map<string, string>();
  const files = new Map<string, string>();
  const tunnels = new Map<number, string>();

  const answer = (line: string): string => {
    const path = /^if \[ -e (\S+) \]; then (?:cat|echo)/.exec(line)?.[1];
    if (path !== undefined)
      return line.includes('then echo') ? (files.has(path) ? 'yes' : '') : (files.get(path) ?? '');
    const written = /^printf %s (?:'([^]*)'|(\S*)) (>>?) (\S+)(?: && mv \4 (\S+))?$/.exec(line);
    if (written) {
      const [, quoted, bare = '', operator, file = '', target] = written;
      const text = quoted?.replaceAll("'\\''", "'") ?? bare;
      files.set(file, operator === '>>' ? `${files.get(file) ?? ''}${text}` : text);
      if (target !== undefined) {
        files.set(target, files.get(file) ?? '');
        files.delete(file);
      }
      return '';
    }
    const [command = '', ...args] = line.split(' ').map((word) => word.replace(/^'(.*)'$/, '$1'));
    const [a = '', b = '', c = '', d = ''] = args;
    const key = `${b}/${c}`;
    switch (`${command} ${a}`) {
      case 'settings get':
        return settings.get(key) ?? 'null';
      case 'settings put':
        settings.set(key, d);
        return '';
      case 'settings delete':
        settings.delete(key);
        return '';
      default:
    }
    switch (command) {
      case 'getprop':
        return properties.get(a) ?? '';
      case 'setprop':
        properties.set(a, b);
        return '';
      case 'cat':
      case 'ls': {
        const file = files.get(a);
        if (file === undefined) throw shellError(line, 1, `${command}: ${a}: No such file or directory`);
        return file;
      }
      case 'rm':
        for (const path of args) files.delete(path);
        return '';
      default:
        throw shellError(line, 127, `${command}: inaccessible or not found`);
    }
  };
  const fake: Omit<FakePhone, 'phone'> = {
    lines,
    settings,
    properties,
    files,
    tunnels,
    intercept: () => undefined,
    runner: {
      run: async (line) => {
        lines.push(line);

        return { stdout: fake.intercept(line) ?? answer(line), stderr: '' };
      },
    },
    adb: async (args) => {
      lines.push(`adb ${args.join(' ')}`);
      const [command, what = '', remote = ''] = args;
      const port = (text: string): number => Number(text.slice('tcp:'.length));
      if (command === 'shell') return await fake.runner.run(args.slice(1).join(' '), 0);
      if (command !== 'reverse') throw new Error(`the fake adb does not know ${args.join(' ')}`);
      if (what === '--remove') tunnels.delete(port(remote));
      else if (what !== '--list') tunnels.set(port(what), remote);
      const list = [...tunnels].map(([from, to]) => `UsbFfs tcp:${from} ${to}\n`).join('');

      return { stdout: what === '--list' ? list : '', stderr: '' };
    },
  };

  // The runner and the test share one object, because a test may replace `intercept` later.
  return Object.assign(fake, { phone: phoneWith(serial, fake.runner, fake.adb, 'already-root') });
}

export function shellError(command: string, exitCode: number, stderr: string): ShellError {
  return new ShellError({ command, exitCode, stdout: '', stderr });
}
