import { NotModelled, type Command, type Shell } from '../command.ts';

export const serviceCommands: readonly Command[] = [
  { names: ['service'], run: callService },
  { names: ['abx2xml'], run: abx2xml },
];

/** `service call iphonesubinfo 1 ...`: a handset without a SIM slot has no IMEI and returns a null string. */
function callService(args: readonly string[], shell: Shell): number {
  if (args.slice(0, 3).join(' ') !== 'call iphonesubinfo 1')
    throw new NotModelled(`service ${args.join(' ')}`);
  shell.out("Result: Parcel(00000000 ffffffff   '........')\n");

  return 0;
}

/** `abx2xml FILE -`: settings files are text on this handset and are printed unchanged. */
function abx2xml(args: readonly string[], shell: Shell): Promise<number> {
  const [file = '', to = ''] = args;
  if (args.length !== 2 || to !== '-') throw new NotModelled(`abx2xml ${args.join(' ')}`);

  return shell.runProgram(['cat', file]);
}
