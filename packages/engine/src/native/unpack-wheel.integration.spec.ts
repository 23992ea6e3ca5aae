import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsOf, temporaryFolder } from './shared-library.fixture.js';
import { findPython } from './toolchain.js';
import { unpackWheel } from './unpack-wheel.js';

const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for name, mode in [
        ("tensorflow/libtensorflow_cc.so.2", 0o644),
        ("tensorflow/libtensorflow_framework.so.2", 0o644),
        ("tensorflow/include/tensorflow/c/eager/c_api.h", 0o644),
        ("tensorflow/include/tensorflow/core/framework/op.h", 0o644),
        ("tensorflow/python/_pywrap.so", 0o755),
        ("nvidia/cublas/lib/libcublas.so.12", 0o644),
        ("nvidia/cuda_runtime/lib/libcudart_static.a", 0o644),
        ("nvidia/cuda_nvcc/bin/ptxas", 0o744),
        ("nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc", 0o644),
    ]:
        info = zipfile.ZipInfo(name)
        info.external_attr = (0o100000 | mode) << 16
        archive.writestr(info, name * 1000)
`;

describe('unpackWheel', () => {
  it('keeps the shared libraries, the C headers and what CUDA needs at run time, in their layout', async () => {
    const [python, folder] = [await findPython(), await temporaryFolder()];
    const wheel = join(folder, 'some.whl');
    execFileSync(python.command, ['-c', makeWheel, wheel]);
    const target = join(folder, 'out');
    await unpackWheel(wheel, target, { python, onBytes: () => undefined });
    const entries = await readdir(target, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.map((file) => file.slice(target.length + 1)).sort()).toEqual([
      'nvidia/cublas/lib/libcublas.so.12',
      'nvidia/cuda_nvcc/bin/ptxas',
      'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
      'tensorflow/include/tensorflow/c/eager/c_api.h',
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2',
    ]);
    const ptxas = join(target, 'nvidia/cuda_nvcc/bin/ptxas');
    expect(await readFile(ptxas, 'utf8')).toBe('nvidia/cuda_nvcc/bin/ptxas'.repeat(1000));
    expect((await stat(ptxas)).mode & 0o111).not.toBe(0);
  });

  it('says what is wrong with a file that is no archive', async () => {
    const [python, folder] = [await findPython(), await temporaryFolder()];
    const wheel = join(folder, 'some.whl');
    await writeFile(wheel, 'not a zip');
    expect(await problemsOf(unpackWheel(wheel, folder, { python, onBytes: () => undefined }))).toMatchObject([
      { code: 'THAW-BACKEND-UNPACK-FAILED', found: expect.stringContaining('BadZipFile') },
    ]);
  });
});
