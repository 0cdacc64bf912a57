import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHandset } from '../handset.ts';

/**
 * A program that answers like the Android Emulator's command line and console, with a simulated handset inside. It knows the
 * options that the harness uses; any other is an error. Sources: developer.android.com, emulator-commandline and emulator-console;
 * AOSP platform/external/qemu, android/cmdline-options.h and android-emu/android/console.cpp.
 * @example ANDROID_AVD_HOME=DIR node --import tsx stand-in-emulator.ts -avd Pixel -port 5600 -read-only
 */
const FLAGS = ['-read-only', '-no-snapshot', '-no-audio', '-no-boot-anim', '-no-window'];
const BOOT_MS = 1500;

const args = process.argv.slice(2);
const avdHome = process.env['ANDROID_AVD_HOME'] ?? join(homedir(), '.android/avd');
const avds = readdirSync(avdHome)
  .filter((name) => name.endsWith('.ini'))
  .map((name) => basename(name, '.ini'));
if (args[0] === '-list-avds') {
  process.stdout.write(
    `INFO    | Storing crashdata in: /tmp/android-user/emu-crash.db\n${avds.join('\n')}\n`,
  );
} else await emulate();

async function emulate(): Promise<void> {
  const avd = valueOf('-avd') ?? fail("ERROR        | No AVD specified. Use '@foo' or '-avd foo'");
  const port = Number(valueOf('-port') ?? 5554);
  const unknown = args.find((arg, at) => !FLAGS.includes(arg) && !isOption(arg) && !isOption(args[at - 1]));
  if (unknown !== undefined) fail(`ERROR        | unknown option: ${unknown}`);
  if (!avds.includes(avd))
    fail(`ERROR        | Unknown AVD name [${avd}], use -list-avds to see valid list.`);
  const image = readFileSync(join(avdHome, `${avd}.avd`, 'config.ini'), 'utf8');
  if (image.includes('abi.type=x86_64') && process.env['STAND_IN_KVM'] === 'no')
    fail('ERROR        | x86_64 emulation currently requires hardware acceleration!');
  if (!existsSync(tokenFile())) writeFileSync(tokenFile(), 'a1b2c3d4E5F6', { mode: 0o600 });
  const handset = await startHandset({
    port: port + 1,
    respond: () => ({ status: 204, headers: [], body: Buffer.alloc(0), responder: 'probe' }),
  });
  const { properties } = handset.device;
  properties.set('sys.boot_completed', '');
  properties.set('ro.build.type', image.includes('tag.id=google_apis_playstore') ? 'user' : 'userdebug');
  const end = async (): Promise<void> => {
    await handset.stop();
    // Without -read-only, what was changed on the phone stays in the AVD.
    if (!args.includes('-read-only')) writeFileSync(join(avdHome, `${avd}.avd`, 'userdata-qemu.img'), '');
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  createServer((socket) => answerConsole(socket, end)).listen(port, '127.0.0.1');
  announce(port + 1);
  await sleep(BOOT_MS);
  properties.set('sys.boot_completed', '1');
  process.stdout.write(`INFO         | Boot completed in ${BOOT_MS} ms\n`);
}

/** The console: it asks for the token of the user's home, then takes commands. */
function answerConsole(socket: Socket, end: () => Promise<void>): void {
  const file = tokenFile();
  let isAuthenticated = readFileSync(file, 'utf8') === '';
  socket.on('error', () => undefined); // the client closed the connection
  socket.write(
    isAuthenticated
      ? "Android Console: type 'help' for a list of commands\r\nOK\r\n"
      : `Android Console: Authentication required\r\nAndroid Console: type 'auth <auth_token>' to authenticate\r\nAndroid Console: you can find your <auth_token> in \r\n'${file}'\r\nOK\r\n`,
  );
  createInterface({ input: socket }).on('line', (line) => {
    const [command = '', token] = line.trim().split(' ');
    if (command === 'auth') {
      isAuthenticated = token === readFileSync(file, 'utf8');
      socket.write(
        isAuthenticated
          ? "Android Console: type 'help' for a list of commands\r\nOK\r\n"
          : 'KO: authentication token does not match ~/.emulator_console_auth_token\r\n',
      );
    } else if (command === 'kill' && isAuthenticated) {
      socket.write('OK: killing emulator, bye bye\r\n');
      process.stdout.write('INFO         | killed by its console\n');
      void end();
    } else socket.write(`KO: unknown command, try 'help'\r\n`);
  });
}

/** Tells adb's server of this emulator, as adb finds only those on its usual ports. */
function announce(adbPort: number): void {
  const request = `host:emulator:${adbPort}`;
  const server = connect({ host: '127.0.0.1', port: Number(process.env['ANDROID_ADB_SERVER_PORT'] ?? 5037) });
  server.on('error', () => undefined); // no adb server runs; a later one looks for emulators itself
  server.end(request.length.toString(16).padStart(4, '0') + request);
}

function tokenFile(): string {
  return join(homedir(), '.emulator_console_auth_token');
}

function valueOf(option: string): string | undefined {
  const at = args.indexOf(option);

  return at < 0 ? undefined : args[at + 1];
}

function isOption(arg: string | undefined): boolean {
  return arg === '-avd' || arg === '-port';
}

function fail(line: string): never {
  process.stdout.write(`${line}\n`);
  process.exit(1);
}
