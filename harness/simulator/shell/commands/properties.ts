import { maySetProperty } from '../../system/properties.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';

export const propertyCommands: readonly Command[] = [
  { names: ['getprop'], run: getprop },
  { names: ['setprop'], run: setprop },
];

function getprop(args: readonly string[], shell: Shell): number {
  const [name, fallback = ''] = args;
  if (name?.startsWith('-') === true) throw new NotModelled(`getprop ${name}`);
  if (name === undefined)
    for (const [key, value] of shell.device.properties.list()) shell.out(`[${key}]: [${value}]\n`);
  else shell.out(`${shell.device.properties.get(name) ?? fallback}\n`);

  return 0;
}

function setprop(args: readonly string[], shell: Shell): number {
  const [name, value] = args;
  if (name === undefined || value === undefined) {
    shell.err('usage: setprop NAME VALUE\n');
    return 1;
  }
  if (maySetProperty(name, value, shell.user.uid, shell.device.properties)) {
    shell.device.properties.set(name, value);
    return 0;
  }
  shell.err(`Failed to set property '${name}' to '${value}'.\nSee dmesg for error reason.\n`);

  return 1;
}
