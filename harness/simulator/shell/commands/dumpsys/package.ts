import type { InstalledPackage } from '../../../device.ts';
import type { RuntimePermission } from '../../../packages/permissions.ts';
import { SECOND_USER } from '../../../packages/busy.ts';
import { hashOf } from '../../../packages/manager.ts';
import { NotModelled, type Shell } from '../../command.ts';
import { shortComponent } from '../../intent.ts';
import type { Dump } from './dump.ts';

/**
 * `dumpsys package NAME` and `dumpsys package packages`. Source: AOSP 13 PackageManagerService.dump (`p[ackages]`),
 * Settings.dumpPackageLPr and ActivityIntentResolver.
 */
export const dumpPackage: Dump = (args, shell) => {
  const [name = ''] = args;
  if (name === 'packages' && args.length === 1) {
    const blocks = shell.device.packages.list().map((each) => packageBlock(each, shell));

    return `Packages:\n${blocks.map((block) => block.replace(/^Packages:\n/, '')).join('')}`;
  }
  if (args.length !== 1 || name.startsWith('-')) throw new NotModelled(`dumpsys package ${args.join(' ')}`);
  const installed = shell.device.packages.get(name);
  if (installed === undefined) return `\nUnable to find package: ${name}\n`;

  return `${activityTable(installed)}\n${packageBlock(installed, shell)}`;
};

function activityTable({ package: name, launchActivity }: InstalledPackage): string {
  if (launchActivity === undefined) return 'Activity Resolver Table:\n';
  const component = shortComponent(name, launchActivity);

  return `Activity Resolver Table:
  Non-Data Actions:
      android.intent.action.MAIN:
        ${hashOf(component)} ${component} filter ${hashOf(`${component} filter`)}
          Action: "android.intent.action.MAIN"
          Category: "android.intent.category.LAUNCHER"
`;
}

function packageBlock(installed: InstalledPackage, shell: Shell): string {
  const {
    package: name,
    uid,
    codePath,
    versionCode,
    versionName,
    minSdk,
    targetSdk,
    signer,
    debuggable,
  } = installed;
  const folder = codePath.slice(0, codePath.lastIndexOf('/'));
  const flags = [
    ...(installed.system ? ['SYSTEM'] : []),
    ...(installed.system && codePath.startsWith('/data/') ? ['UPDATED_SYSTEM_APP'] : []),
    ...(debuggable ? ['DEBUGGABLE'] : []),
    'HAS_CODE',
    'ALLOW_CLEAR_USER_DATA',
    'ALLOW_BACKUP',
  ].join(' ');
  const permissions = [...shell.device.packages.permissions.of(name)];

  return `Packages:
  Package [${name}] (${hashOf(name)}):
    userId=${uid}
    pkg=Package{${hashOf(`${name} pkg`)} ${name}}
    codePath=${folder}
    resourcePath=${folder}
    primaryCpuAbi=null
    secondaryCpuAbi=null
    versionCode=${versionCode} minSdk=${minSdk} targetSdk=${targetSdk}
    versionName=${versionName}
    splits=[base]
    apkSigningVersion=2
    flags=[ ${flags} ]
    dataDir=/data/user/0/${name}
    timeStamp=${dateOf(installed.lastUpdateTime)}
    lastUpdateTime=${dateOf(installed.lastUpdateTime)}
    signatures=PackageSignatures{${hashOf(signer)} version:2, signatures:[${signer.slice(0, 8)}], past signatures:[]}
    installPermissionsFixed=true
    User 0: ceDataInode=1 installed=true hidden=false suspended=false distractionFlags=0 stopped=false notLaunched=false enabled=0 instant=false virtual=false
      firstInstallTime=${dateOf(installed.firstInstallTime)}
      gids=[3003]
      runtime permissions:
${permissions.map(([permission, state]) => `        ${permission}: ${permissionText(state)}\n`).join('')}${shell.device.options.busy === true ? SECOND_USER_BLOCK : ''}`;
}

/** Every package is installed for the second user too. */
const SECOND_USER_BLOCK = `    User ${SECOND_USER}: ceDataInode=2 installed=true hidden=false suspended=false distractionFlags=0 stopped=true notLaunched=true enabled=0 instant=false virtual=false
      gids=[3003]
`;

/** Source: AOSP Settings.dumpRuntimePermissionsLPr; a permission without flags has no list of them. */
function permissionText({ granted, flags }: RuntimePermission): string {
  return `granted=${granted}${flags.size > 0 ? `, flags=[ ${[...flags].join('|')}]` : ''}`;
}

/** `2026-11-22 17:33:01`, in the handset's time zone, GMT. */
function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
