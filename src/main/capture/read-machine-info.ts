import { cpus, hostname, release, totalmem, type } from 'node:os';
import type { MachineInfo } from '../../core/model/instrument';

/** What the numbers are made on. Falls back to what Node itself knows. */
export async function readMachineInfo(): Promise<MachineInfo> {
  // Loaded with the first capture: most of a megabyte of text that no start and no look at a recording needs.
  const { default: systeminformation } = await import('systeminformation');
  const [cpu, os] = await Promise.all([
    systeminformation.cpu().catch(() => null),
    systeminformation.osInfo().catch(() => null),
  ]);
  const processors = cpus();
  const cpuName = cpu === null ? '' : `${cpu.manufacturer} ${cpu.brand}`.trim();
  const osName = os === null ? '' : `${os.distro} ${os.release}`.trim();
  return {
    cpu: cpuName !== '' ? cpuName : (processors[0]?.model ?? 'unknown'),
    cores: processors.length,
    memoryBytes: totalmem(),
    os: osName !== '' ? osName : type(),
    kernel: release(),
    node: process.versions.node,
    hostname: hostname(),
  };
}
