import { readProperty } from './journal/changes/property.ts';
import type { Journal } from './journal/journal.ts';
import type { Phone } from './phone.ts';

/** Sets a system property. Its value before the first call is in the journal, and is restored with the phone. */
export async function setProperty(
  phone: Phone,
  journal: Pick<Journal, 'make' | 'pending'>,
  name: string,
  value: string,
): Promise<void> {
  const set = async (): Promise<void> => {
    await phone.shell(['setprop', name, value]);
  };
  const isJournalled = journal.pending().some((change) => change.kind === 'property' && change.name === name);
  if (isJournalled) await set();
  else await journal.make('property', { name, before: await readProperty(phone, name) }, set);
}
