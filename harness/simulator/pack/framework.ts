import { findFrameworkResources } from '../../../bin/environment.mjs';
import { Fault } from '../../model/fault.ts';

/** Android's resources, needed to compile a manifest: from Debian's package, or the newest platform of an SDK. */
export function frameworkResources(): string {
  const file = findFrameworkResources();
  if (file !== null) return file;

  throw new Fault(
    "Android's framework resources, which the packing needs to compile a manifest, are not installed",
    {
      fix: 'install the framework resources: apt install android-framework-res, or set ANDROID_HOME to an Android SDK with a platform',
    },
  );
}
