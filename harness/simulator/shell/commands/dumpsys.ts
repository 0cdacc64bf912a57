import { NotModelled, type Command, type Shell } from '../command.ts';
import { dumpActivity } from './dumpsys/activity.ts';
import { dumpConnectivity } from './dumpsys/connectivity.ts';
import { dumpDeviceIdle } from './dumpsys/deviceidle.ts';
import type { Dump } from './dumpsys/dump.ts';
import { dumpInputMethod } from './dumpsys/input-method.ts';
import { dumpJobScheduler } from './dumpsys/jobscheduler.ts';
import { dumpLeakgate } from './dumpsys/leakgate.ts';
import { dumpNetPolicy } from './dumpsys/netpolicy.ts';
import { dumpNetStats } from './dumpsys/netstats.ts';
import { dumpPackage } from './dumpsys/package.ts';
import { dumpWindow } from './dumpsys/window.ts';

export const dumpsysCommands: readonly Command[] = [{ names: ['dumpsys'], run: dumpsys }];

const SERVICES: Record<string, Dump> = {
  account: () =>
    'User UserInfo{0:Owner:4c13}:\n  Accounts: 0\n\n  AccountId, Action_Type, timestamp, UID, TableName, Key\n',
  activity: dumpActivity,
  connectivity: dumpConnectivity,
  deviceidle: dumpDeviceIdle,
  input_method: dumpInputMethod,
  jobscheduler: dumpJobScheduler,
  leakgate: dumpLeakgate,
  netpolicy: dumpNetPolicy,
  netstats: dumpNetStats,
  package: dumpPackage,
  power: () =>
    'POWER MANAGER (dumpsys power)\n\nPower Manager State:\n  mWakefulness=Awake\n  mLastWakeTime=0 (1m0s0ms ago)\n  mLastSleepTime=0 (1m0s0ms ago)\n  mIsPowered=true\n  mStayOn=true\n\nDisplay Power: state=ON\n',
  window: dumpWindow,
};

async function dumpsys(args: readonly string[], shell: Shell): Promise<number> {
  const serviceArgs = args[0] === '-t' ? args.slice(2) : args;
  const [service = '', ...rest] = serviceArgs;
  const dump = SERVICES[service];
  if (dump === undefined) throw new NotModelled(`dumpsys ${service}`);
  shell.out(await dump(rest, shell));

  return 0;
}
