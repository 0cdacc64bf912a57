import { chaosFaults } from '../../../chaos.ts';
import { NotModelled, type Shell } from '../../command.ts';

/**
 * `dumpsys leakgate chaos [FAULT on|off]`, `chaos off`, `chaos crash PACKAGE`, `chaos restart`: breaks the handset, for tests of the
 * harness. Prints the faults that hold, and how often each has had an effect, as JSON.
 */
export async function breakHandset(args: readonly string[], shell: Shell): Promise<string> {
  const [what, value = ''] = args;
  const { chaos, activities } = shell.device;
  const fault = chaosFaults.find((known) => known === what);
  if (fault && (value === 'on' || value === 'off')) chaos.set(fault, value === 'on');
  else if (what === 'off') for (const each of chaosFaults) chaos.set(each, false);
  else if (what === 'crash' && value !== '') {
    const isInFront = activities.focused().package === value;
    await activities.kill(value);
    // Source: AOSP AppErrors.handleShowAppErrorUi: a crash in the background shows no dialog.
    chaos.set('crashed', isInFront);
  } else if (what === 'restart') chaos.restart();
  else if (what !== undefined) throw new NotModelled(`dumpsys leakgate chaos ${args.join(' ')}`);

  return `${JSON.stringify({ faults: chaos.list(), effects: chaos.effects() })}\n`;
}
