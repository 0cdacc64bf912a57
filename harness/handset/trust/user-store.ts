import type { Journal } from '../journal/journal.ts';
import type { Phone } from '../phone.ts';
import { type Certificate, digestOf, USER_STORE } from './certificate.ts';

/** Adds the root to the user's store, unless it is there already. Throws an Error if it is not there afterwards. */
export async function addToUserStore(
  phone: Phone,
  journal: Journal,
  staged: string,
  certificate: Certificate,
): Promise<void> {
  if (await isInUserStore(phone, certificate)) return;
  const path = `${USER_STORE}/${certificate.fileName}`;
  if (!(await phone.exists(USER_STORE)))
    await journal.make('folder', { path: USER_STORE }, async () => {
      await phone.asRoot({
        raw: `mkdir -p ${USER_STORE} && chown system:system ${USER_STORE} && chmod 755 ${USER_STORE}`,
      });
    });
  await journal.make('file', { path }, async () => {
    await phone.asRoot({
      raw: `cp ${staged} ${path} && chown system:system ${path} && chmod 644 ${path}`,
    });
  });
  if (!(await isInUserStore(phone, certificate)))
    throw new Error(
      `${path} on ${phone.serial} does not contain the recorder's certificate after it was copied there`,
    );
}

/** Whether the user's store has the root. On a phone without root, the shell may not be allowed to read it: then false. */
export async function isInUserStore(phone: Phone, { fileName, pem }: Certificate): Promise<boolean> {
  const raw = `sha256sum -b ${USER_STORE}/${fileName} 2>/dev/null || true`;
  const printed = await (phone.root === null ? phone.shell({ raw }) : phone.asRoot({ raw }));

  return printed.trim() === digestOf(pem);
}
