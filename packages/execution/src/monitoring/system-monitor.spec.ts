import { describe, expect, it } from 'vitest';
import { cpuUtilization } from './cpu-usage.js';
import { SystemMonitor, type SystemSample } from './system-monitor.js';

describe('the monitor of the machine', () => {
  const collect = () => {
    const samples: SystemSample[] = [];
    return { samples, onSample: async (sample: SystemSample) => void samples.push(sample) };
  };

  it('takes one sample of what is shorter than its interval', async () => {
    const { samples, onSample } = collect();
    const monitor = new SystemMonitor(onSample);
    monitor.start();
    for (const end = Date.now() + 60; Date.now() < end;);
    await monitor.stop();
    await monitor.stop();
    expect(samples).toHaveLength(1);
    const { cpu_utilization_percentage: cpu, system_memory_usage_percentage: memory } = samples[0]!;
    expect(cpu).toBeGreaterThan(0);
    expect(cpu).toBeLessThanOrEqual(100);
    expect(memory).toBeGreaterThan(0);
    expect(memory).toBeLessThanOrEqual(100);
    expect(samples[0]!['system_memory_usage_megabytes']).toBeGreaterThan(10);
  });

  it('takes one at each interval of what is longer, and none after its end', async () => {
    const samples: SystemSample[] = [];
    let monitor: SystemMonitor | undefined;
    await new Promise<void>((resolve) => {
      monitor = new SystemMonitor(async (sample) => {
        if (samples.push(sample) === 3) resolve();
      }, 5);
      monitor.start();
    });
    await monitor!.stop();
    const taken = samples.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(samples).toHaveLength(taken);
  });

  it('throws at its end what it could not tell before', async () => {
    const monitor = new SystemMonitor(() => Promise.reject(new Error('the journal is taken')), 5);
    monitor.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await expect(monitor.stop()).rejects.toThrow('the journal is taken');
  });

  it('takes none of what never began', async () => {
    const { samples, onSample } = collect();
    await new SystemMonitor(onSample).stop();
    expect(samples).toEqual([]);
  });
});

describe('the utilization of the cores', () => {
  it.each([
    [{ idle: 10, all: 20 }, { idle: 15, all: 40 }, 75],
    [{ idle: 10, all: 20 }, { idle: 30, all: 40 }, 0],
    [{ idle: 10, all: 20 }, { idle: 10, all: 20 }, undefined],
  ])('between %j and %j is %s %%', (before, after, expected) => {
    expect(cpuUtilization(before, after)).toBe(expected);
  });
});
