import { rangesOf, type UidRange } from './known-uids.ts';

/** The vendor's apps on a phone: packages with the signature of the release, of a helper or of Android itself. */
export interface VendorApps {
  packages: string[];
  ranges: UidRange[];
}

/** The package whose signature is that of the phone's platform. */
const PLATFORM = 'android';
/** UIDs whose traffic the harness makes or needs on the common port: root, adb's shell, the network stack with its probes. */
const KEPT = new Set([0, 2000, 1073]);
const USER_SPAN = 100_000;

/**
 * The vendor's apps; undefined where the phone does not list its packages with their signatures.
 * @param dump the output of `dumpsys package packages`
 * @param names the release and its helpers
 * @param users the phone's users; `watched`: UIDs that have a redirect of their own
 */
export function vendorAppsOf(
  dump: string,
  names: readonly string[],
  { users, watched }: { users: readonly number[]; watched: readonly number[] },
): VendorApps | undefined {
  const signed = parseSigned(dump);
  const platform = signed.find((each) => each.package === PLATFORM);
  if (!platform) return undefined;
  const signers = new Set(
    signed.flatMap((each) => (names.includes(each.package) || each === platform ? [each.signature] : [])),
  );
  const vendors = signed.filter(({ signature, appId }) => signers.has(signature) && !KEPT.has(appId));
  const uids = users
    .flatMap((user) => vendors.map(({ appId }) => user * USER_SPAN + appId))
    .filter((uid) => !watched.includes(uid));

  return {
    packages: [...new Set(vendors.map((each) => each.package))]
      .filter((name) => !names.includes(name))
      .sort(),
    ranges: rangesOf(uids.map((uid) => ({ first: uid, last: uid }))),
  };
}

interface SignedPackage {
  package: string;
  appId: number;
  /** As Android prints it: hash codes of the certificates, which are the same for the same certificates. */
  signature: string;
}

/**
 * Reads the packages in `dumpsys package packages`. Source: AOSP Settings.dumpPackageLPr (`userId=`, from Android 13 on `appId=`),
 * PackageSignatures.toString (`PackageSignatures{hash version:2, signatures:[1a2b3c4d], past signatures:[]}`).
 */
export function parseSigned(dump: string): SignedPackage[] {
  const blocks = dump.split(/^ *Package \[/m).slice(1);

  return blocks.flatMap((block) => {
    const name = /^([^\]\s]+)\]/.exec(block)?.[1];
    const appId = /^\s*(?:userId|appId)=(\d+)/m.exec(block)?.[1];
    const signature = /\bPackageSignatures\{[^}]*?\bsignatures:\[([^\]]+)\]/.exec(block)?.[1];

    return name === undefined || appId === undefined || signature === undefined
      ? []
      : [{ package: name, appId: Number(appId), signature }];
  });
}
