import { createWriteStream } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { counted } from '../../model/counted.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Diagnosis } from './diagnosis.ts';

/** A value that identifies the tester's phone or computer, and the placeholder that replaces it in the archive. */
export interface PersonalValue {
  name: string;
  value: string;
}

/** Properties that describe a model or a build, and no person. Others are left out. */
const PROPERTIES =
  /^\[(?:ro\.(?:build|product|system|vendor|boot\.(?:verifiedbootstate|flash\.locked)|debuggable|secure|zygote|apex|vndk|miui|mi|leakgate)[\w.]*|persist\.sys\.(?:locale|timezone)|init\.svc\.(?:adbd|zygote))\]/;
/** Commands whose output says what a phone can do. None prints accounts, addresses or what the phone was used for. */
const COMMANDS = [
  'id',
  'su -v',
  'cat /proc/mounts',
  'ls /apex',
  'ls /system/etc/security/cacerts',
  'settings get global http_proxy',
  'settings get global private_dns_mode',
  'pm list packages',
];
/** Characters. Shorter values occur in other words by chance. */
const SHORTEST = 4;
const MAC = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi;

/**
 * Writes a ZIP archive to send to the project: the diagnoses, and what the phone prints for a fixed list of commands. Personal values
 * are replaced; properties and packages that are not known to be harmless are left out.
 * @param shell runs a line in the phone's shell, and resolves to its output
 */
export async function writeBundle(
  file: string,
  {
    diagnoses,
    personal,
    families,
  }: { diagnoses: readonly Diagnosis[]; personal: readonly PersonalValue[]; families: readonly string[] },
  shell: (line: string) => Promise<string>,
): Promise<void> {
  const clean = (text: string): string => withoutPersonal(text, [...personal, ...namesOfMachine()]);
  const archive = new ZipFile();
  const add = (name: string, text: string): void => archive.addBuffer(Buffer.from(clean(text)), name);
  add('doctor.json', JSON.stringify({ schema: 'leakgate/doctor@1', checks: diagnoses }, null, 2));
  add('properties.txt', propertiesIn(await outputOf(shell, 'getprop')));
  for (const [at, line] of COMMANDS.entries()) {
    const output = await outputOf(shell, line);
    const kept = line === 'pm list packages' ? packagesIn(output, families) : output;
    add(`command-${at + 1}.txt`, `$ ${line}\n${kept}`);
  }
  archive.end();
  await finished(archive.outputStream.pipe(createWriteStream(file, { mode: 0o600 })));
}

/** The text with a name in place of each personal value, and of each hardware address. */
export function withoutPersonal(text: string, personal: readonly PersonalValue[]): string {
  const longestFirst = personal
    .filter(({ value }) => value.length >= SHORTEST)
    .toSorted((a, b) => b.value.length - a.value.length);

  return longestFirst
    .reduce((cleaned, { name, value }) => cleaned.replaceAll(value, `<${name}>`), text)
    .replaceAll(MAC, '<hardware address>');
}

function propertiesIn(output: string): string {
  return output
    .split('\n')
    .filter((line) => PROPERTIES.test(line) && !/serial|imei|meid|mac/i.test(line))
    .join('\n');
}

/** The packages of browsers that Leakgate knows, and how many others there are: a list of apps describes a person. */
function packagesIn(output: string, families: readonly string[]): string {
  const all = [...output.matchAll(/^package:(\S+)/gm)].map(([, name = '']) => name);
  const known = all.filter((name) => families.includes(name));

  return [...known, `and ${counted(all.length - known.length, 'other package')}`].join('\n');
}

async function outputOf(shell: (line: string) => Promise<string>, line: string): Promise<string> {
  try {
    return await shell(line);
  } catch (error) {
    return `failed: ${reasonOf(error)}`;
  }
}

function namesOfMachine(): PersonalValue[] {
  const { username, homedir } = userInfo();

  return [
    { name: 'home folder', value: homedir },
    { name: 'user', value: username === 'root' ? '' : username },
    { name: 'computer', value: hostname() },
  ];
}
