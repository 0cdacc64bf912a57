import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createProgram } from './program.mjs';

const project = dirname(import.meta.dirname);

describe('the command line', function () {
  this.timeout(60_000);
  const help = (...args: string[]) => leakgate([...args, '--help']);
  const commands = listCommands();

  it('has these commands', () => {
    assert.deepEqual(commands.map((path) => path.join(' ')).sort(), [
      'apks add',
      'apks list',
      'apks remove',
      'apks show',
      'apks verify',
      'audit',
      'ca create',
      'ca export',
      'ca install',
      'compare',
      'doctor',
      'experiment',
      'gate',
      'handset pack',
      'handset schema',
      'handset start',
      'handset try',
      'inspect',
      'night apks',
      'night branch-open',
      'night branch-push',
      'night gate',
      'night run',
      'night site',
      'report',
      'restore',
      'run',
      'scan',
      'verify',
    ]);
  });

  it('describes the defaults in words', () => {
    for (const path of [['run'], ['compare'], ['handset', 'start']]) {
      const { stdout } = help(...path);
      assert.match(stdout, /\(default: /);
      assert.doesNotMatch(stdout, /default: \[\]/);
    }
  });

  it('has --json for every command that prints data', () => {
    for (const path of commands) {
      const writesNoData =
        ['handset pack', 'handset schema', 'inspect', 'ca export', 'ca install'].includes(path.join(' ')) ||
        path[0] === 'night';
      assert.equal(/--json/.test(help(...path).stdout), !writesNoData, path.join(' '));
    }
  });

  for (const path of commands) {
    it(`shows an example of ${path.join(' ')}`, () => {
      const { code, stdout } = help(...path);

      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Examples?:\\n  \\$ leakgate ${path.join(' ')}`));
      assert.equal(stdout.match(/^Exit codes:$/gm)?.length, 1);
      assert.match(stdout, /^ {2}0 {2}\w[^]*^ {2}3 {2}\w/m);
    });
  }

  it('names in the help of a run its modes and exit codes', () => {
    for (const path of [['run'], ['gate']]) {
      const { stdout } = help(...path);
      for (const mode of ['private/on', 'private/off', 'normal']) assert.ok(stdout.includes(mode), mode);
      for (const code of [0, 1, 2, 3, 130]) assert.match(stdout, new RegExp(`^ *${code} {2}\\w`, 'm'));
    }
  });

  const mistakes: [string, string[], RegExp][] = [
    ['no command', [], /Usage: leakgate/],
    ['an unknown command', ['rum'], /unknown command 'rum'[^]*run\?/],
    ['an unknown option', ['run', '--relase', 'x'], /unknown option '--relase'/],
    ['a missing argument', ['verify'], /missing required argument 'dir'/],
    ['one argument too many', ['verify', 'a', 'b'], /too many arguments/],
    ['a missing option', ['scan', 'x.har'], /--canaries <FILE>/],
    ['an invalid port', ['handset', 'start', '--port', '70000'], /at most 65535/],
    ['an invalid speed', ['handset', 'start', '--speed', 'fast'], /a number above 0/],
    ['an invalid version of Android', ['handset', 'start', '--android', '13.5'], /a whole number/],
    ['a control sequence', ['run', '--release', '\u001b[2Jmint'], /no family is named '·\[2Jmint'/],
    ['an unknown command of a group', ['apks', 'delete'], /unknown command 'delete'/],
  ];
  for (const [name, args, message] of mistakes) {
    it(`ends with 3 on ${name}`, () => {
      const { code, stdout, stderr } = leakgate(args);

      assert.equal(code, 3);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    });
  }

  describe('with a command that', () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'leakgate-cli-'));
      cpSync(import.meta.dirname, join(folder, 'bin'), { recursive: true });
      cpSync(join(project, 'package.json'), join(folder, 'package.json'));
      symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
      mkdirSync(join(folder, 'harness/cli'), { recursive: true });
    });

    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const endings: [string, string, number, RegExp][] = [
      ['succeeds', 'return 0', 0, /^$/],
      ['finds a leak', 'return 1', 1, /^$/],
      ['cannot decide', 'return 2', 2, /^$/],
      [
        'returns something that is not an exit code',
        'return undefined as never',
        3,
        /restore returned undefined/,
      ],
      [
        'throws',
        "throw new Error('first line\\nsecond line')",
        3,
        /^leakgate: .*first line\n {2}Run the command again with LEAKGATE_DEBUG=1 .*\n$/,
      ],
      [
        'throws outside of the awaited call',
        "setTimeout(() => { throw new Error('late'); }); await new Promise(() => setTimeout(() => {}, 9e6)); return 0",
        3,
        /unexpected error: late/,
      ],
      [
        'leaves a rejection unhandled',
        "void Promise.reject(new Error('lost')); await new Promise(() => setTimeout(() => {}, 9e6)); return 0",
        3,
        /unexpected error: lost/,
      ],
      [
        'waits for a promise that nothing settles',
        'await new Promise(() => {}); return 0',
        3,
        /stopped without a result/,
      ],
      ['leaves a timer behind', 'setInterval(() => {}, 1000); return 2', 2, /^$/],
      [
        'throws a Fault with a fix',
        "throw Object.assign(new Error('no such phone'), { name: 'Fault', fix: 'plug it in' })",
        3,
        /^leakgate: no such phone\n {2}Fix: plug it in\n$/,
      ],
    ];
    for (const [name, body, code, stderr] of endings) {
      it(`${name}: ${code}`, () => {
        plantRestore(body);
        const result = leakgate(['restore'], folder);

        assert.equal(result.code, code, result.stderr);
        assert.match(result.stderr, stderr);
      });
    }

    it('throws: shows the stack with LEAKGATE_DEBUG=1', () => {
      plantRestore("throw new Error('first line')");
      const { code, stderr } = leakgate(['restore'], folder, { LEAKGATE_DEBUG: '1' });

      assert.equal(code, 3);
      assert.match(stderr, /first line\n.*Error: first line\n +at restore /);
    });

    it('is interrupted: 130', async () => {
      plantRestore(
        "process.stdout.write('waiting'); await new Promise(() => setTimeout(() => {}, 9e6)); return 0",
      );
      assert.equal(await exitCodeAfterInterrupt(), 130);
    });

    it('is interrupted and cleans up first: its own code', async () => {
      plantRestore(
        "const interrupted = new Promise<void>((done) => process.once('SIGINT', () => setTimeout(done, 50))); process.stdout.write('waiting'); setTimeout(() => {}, 9e6); await interrupted; return 2",
      );
      assert.equal(await exitCodeAfterInterrupt(), 2);
    });

    it('cannot load its packages: names the package to install', () => {
      unlinkSync(join(folder, 'node_modules'));
      const { code, stderr } = leakgate(['restore'], folder);

      assert.equal(code, 3);
      assert.match(stderr, /the npm package commander is not installed in .*\n {2}Fix: node bin\/setup\.mjs/);
    });

    function plantRestore(body: string): void {
      writeFileSync(
        join(folder, 'harness/cli/restore.ts'),
        `export async function restore(): Promise<number> { ${body} }\n`,
      );
    }

    function exitCodeAfterInterrupt(): Promise<number | null> {
      const child = spawn(process.execPath, [join(folder, 'bin/leakgate.mjs'), 'restore'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.once('data', () => child.kill('SIGINT'));

      return new Promise((resolve) => child.once('close', resolve));
    }
  });

  function listCommands(): string[][] {
    return createProgram(() => {}).commands.flatMap((command) =>
      command.commands.length > 0
        ? command.commands.map((inner) => [command.name(), inner.name()])
        : [[command.name()]],
    );
  }

  function leakgate(args: string[], folder = project, env: Record<string, string> = {}) {
    const result = spawnSync(process.execPath, [join(folder, 'bin/leakgate.mjs'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      // The first to call a command builds it.
      timeout: 60_000,
    });

    return { code: result.status, stdout: result.stdout, stderr: result.stderr };
  }
});
