import { chaosFaults } from '../../../chaos.ts';
import { NotModelled, type Shell } from '../../command.ts';

/** `dumpsys leakgate chaos FAULT on|off`, `chaos off`, `chaos crash PACKAGE`: breaks the handset, for tests of the harness. */
export async function breakHandset(args: readonly string[], shell: Shell): Promise<string> {
  const [what, value = ''] = args;
  const { chaos, activities } = shell.device;
  const fault = chaosFaults.find((known) => known === what);
  if (fault && (value === 'on' || value === 'off')) chaos.set(fault, value === 'on');
  else if (what === 'off') for (const each of chaosFaults) chaos.set(each, false);
  else if (what === 'crash' && value !== '') await activities.kill(value);
  else throw new NotModelled(`dumpsys leakgate chaos ${args.join(' ')}`);

  return `${JSON.stringify({ faults: chaos.list() })}\n`;
}
