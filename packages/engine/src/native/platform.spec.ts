import { ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { nativePlatform, thisMachine, type Machine } from './platform.js';

const linux: Machine = { system: 'linux', arch: 'x64', glibc: '2.36', cpuFlags: ['sse4_2', 'avx', 'avx2'] };

describe('nativePlatform', () => {
  it.each([
    ['linux-x64', linux],
    ['linux-x64', { ...linux, glibc: '2.27' }],
    ['linux-arm64', { system: 'linux', arch: 'arm64', glibc: '2.31' }],
    ['darwin-arm64', { system: 'darwin', arch: 'arm64' }],
  ] as const)('takes the wheels of %s for %j', (platform, machine) => {
    expect(nativePlatform(machine)).toBe(platform);
  });

  it.each([
    ['Windows', { system: 'win32', arch: 'x64' }, 'win32-x64'],
    ['a Mac with an Intel processor', { system: 'darwin', arch: 'x64' }, 'darwin-x64'],
    ['musl', { system: 'linux', arch: 'x64', cpuFlags: ['avx'] }, 'linux-x64 with another C library (musl?)'],
    ['an old glibc', { ...linux, glibc: '2.17' }, 'glibc 2.17'],
    ['a processor without AVX', { ...linux, cpuFlags: ['sse4_2'] }, 'one without'],
  ] as const)('refuses %s', (_, machine, found) => {
    const problem = { code: 'THAW-BACKEND-UNSUPPORTED-PLATFORM', found };
    expect(() => nativePlatform(machine)).toThrow(ThawError);
    expect(() => nativePlatform(machine)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining(problem)] }),
    );
  });

  it('recognises the machine that it runs on', async () => {
    expect(nativePlatform(await thisMachine())).toBe(`${process.platform}-${process.arch}`);
  });
});
