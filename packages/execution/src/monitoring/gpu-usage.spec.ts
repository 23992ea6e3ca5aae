import { describe, expect, it } from 'vitest';
import { GpuWatch, parseGpuUsage } from './gpu-usage.js';

describe('what nvidia-smi says of its GPUs', () => {
  it('comes by the names and in the units of MLflow', () => {
    // The form that --format=csv,noheader,nounits is documented to have; memory in MiB, power in watts.
    const usage = parseGpuUsage('0, 87, 21345, 81559, 312.45, 700.00\n1, 0, 4, 81559, 69.12, 700.00\n');
    expect(usage).toEqual({
      gpu_0_utilization_percentage: 87,
      gpu_0_memory_usage_megabytes: (21345 * 1024 * 1024) / 1e6,
      gpu_0_memory_usage_percentage: expect.closeTo(26.17, 2) as number,
      gpu_0_power_usage_watts: 312.45,
      gpu_0_power_usage_percentage: expect.closeTo(44.64, 2) as number,
      gpu_1_utilization_percentage: 0,
      gpu_1_memory_usage_megabytes: (4 * 1024 * 1024) / 1e6,
      gpu_1_memory_usage_percentage: expect.closeTo(0.005, 3) as number,
      gpu_1_power_usage_watts: 69.12,
      gpu_1_power_usage_percentage: expect.closeTo(9.87, 2) as number,
    });
  });

  it.each([
    [
      '0, [N/A], 512, 16384, [N/A], [Not Supported]',
      ['gpu_0_memory_usage_megabytes', 'gpu_0_memory_usage_percentage'],
    ],
    ['', []],
    ["NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", []],
  ])('leaves out what it does not say: %s', (output, names) => {
    expect(Object.keys(parseGpuUsage(output))).toEqual(names);
  });
});

describe('whoever asks for the GPUs', () => {
  it('hears what was said a moment ago', async () => {
    let asked = 0;
    const present = new GpuWatch(() => Promise.resolve({ gpu_0_utilization_percentage: ++asked }));
    const all = await Promise.all([present.usage(60_000), present.usage(60_000)]);
    expect([...all, await present.usage(60_000)]).toEqual(
      Array.from({ length: 3 }, () => ({ gpu_0_utilization_percentage: 1 })),
    );
    expect(await present.usage(0)).toEqual({ gpu_0_utilization_percentage: 2 });
  });

  it('asks again after a failure, and no more where there is no such program', async () => {
    let asked = 0;
    const failing = (code: string) =>
      new GpuWatch(async () => {
        if (++asked > 1) return { gpu_0_utilization_percentage: asked };
        throw Object.assign(new Error('it has failed'), { code });
      });
    const busy = failing('ETIMEDOUT');
    expect([await busy.usage(60_000), await busy.usage(60_000), asked]).toEqual([undefined, undefined, 1]);
    expect(await busy.usage(0)).toEqual({ gpu_0_utilization_percentage: 2 });

    asked = 0;
    const absent = failing('ENOENT');
    expect([await absent.usage(0), await absent.usage(0), asked]).toEqual([undefined, undefined, 1]);
  });
});
