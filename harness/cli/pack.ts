import { counted } from '../model/counted.ts';
import type { ExitCode } from '../model/exit.ts';
import { packBrowser } from '../simulator/pack/pack.ts';

/** `handset pack DIR --out APK`: packs the sources of a simulated browser into a signed APK. */
export async function pack(dir: string, options: { out: string }): Promise<ExitCode> {
  const { declaration, bytes } = await packBrowser(dir, options.out);
  process.stderr.write(
    `packed ${declaration.family}@${declaration.versionName} (${declaration.package}) into ${options.out}, ${counted(bytes, 'byte')}\n`,
  );

  return 0;
}
