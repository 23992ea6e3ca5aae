import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-file.js';

const largeBytes = 32 * 2 ** 20;
const smallFiles = 5;

/** How fast results are stored: what a file costs, and what each byte of it does. */
export async function measureDisk(folder: string): Promise<{ diskBytes: number; secondsPerWrite: number }> {
  const file = join(folder, `calibration-${process.pid}`);
  const secondsToWrite = async (bytes: number) => {
    const startMs = performance.now();
    await writeFileAtomically(file, new Uint8Array(bytes).fill(0x5a));
    return (performance.now() - startMs) / 1000;
  };
  try {
    const small: number[] = [];
    for (let index = 0; index < smallFiles; index++) small.push(await secondsToWrite(1000));
    const secondsPerWrite = Math.min(...small);
    const seconds = Math.max((await secondsToWrite(largeBytes)) - secondsPerWrite, 1e-4);
    return { secondsPerWrite, diskBytes: largeBytes / seconds };
  } finally {
    await rm(file, { force: true });
  }
}
