import type { Boot } from './boot.ts';
import type { Device } from './device.ts';
import { packetLogFor } from './net/packet-log-view.ts';
import type { System } from './system/system.ts';
import { createPacketFilters } from './system/packet-filter/packet-filter.ts';

/**
 * Starts the handset again, as `adb reboot` does. Processes, mounts, rules of the packet filter, adb's tunnels and `debug.`
 * properties are gone. Settings, packages and files in /data stay.
 */
export async function restartHandset(device: Device, system: System, boot: Boot): Promise<void> {
  const { activities, ports, properties, packetLog, options } = device;
  for (const name of new Set(activities.processes().map((process) => process.package)))
    await activities.forceStop(name);
  system.jobs.killAll();
  for (const { port } of ports.reverses()) ports.removeReverse(port);
  for (const [name] of properties.list()) if (name.startsWith('debug.')) properties.set(name, '');
  Object.assign(
    device.packetFilters,
    createPacketFilters(packetLogFor('iptables', packetLog, options.brokenCounters)),
  );
  boot.again();
  system.processes.restart();
}
