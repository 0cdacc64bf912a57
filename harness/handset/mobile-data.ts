import { readMobileData } from './journal/changes/mobile-data.ts';
import type { Journal } from './journal/journal.ts';
import type { Phone } from './phone.ts';

/** Switches mobile data off, if a setting says that it is on. */
export async function disableMobileData(phone: Phone, journal: Journal): Promise<void> {
  const before = await readMobileData(phone);
  if (!Object.values(before).includes('1')) return;
  await journal.make('mobile-data', { before }, async () => {
    await phone.privileged(['svc', 'data', 'disable']);
  });
}
