import { ThawError } from '@thaw/core';
import { diskFull } from './install-once.js';
import { lastLines, runSubprocess } from './subprocess.js';
import type { Python } from './toolchain.js';
import { keptMembers } from './wheels.js';

/**
 * Streams the kept members to disk; the archive's checksums are compared as they are read. Prints what it writes, in
 * bytes. What is a program in the archive (`ptxas`) becomes one, which `zipfile` alone does not see to.
 */
const script = `
import os, re, sys, zipfile
wheel, folder, kept = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    members = [m for m in archive.infolist() if re.fullmatch(kept, m.filename)]
    print("total", sum(m.file_size for m in members), flush=True)
    written = 0
    for member in members:
        path = os.path.join(folder, member.filename)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(member) as source, open(path, "wb") as target:
            while chunk := source.read(1 << 22):
                target.write(chunk)
                written += len(chunk)
                if len(chunk) == 1 << 22:
                    print("done", written, flush=True)
        os.chmod(path, 0o755 if member.external_attr >> 16 & 0o100 else 0o644)
`;

export interface UnpackOptions {
  readonly python: Python;
  readonly onBytes: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks what is kept of a wheel into a folder, in the wheel's own layout. Python does it, being there already: Node
 * has no reader of archives. The wheel's hash was checked, so its member names are trusted.
 */
export async function unpackWheel(wheel: string, folder: string, options: UnpackOptions): Promise<void> {
  const { python, onBytes, signal } = options;
  let total = 0;
  const onLine = (line: string) => {
    const [kind, bytes] = line.split(' ');
    if (kind === 'total') total = Number(bytes);
    else onBytes(Number(bytes), total);
  };
  const result = await runSubprocess(python.command, ['-c', script, wheel, folder, keptMembers], {
    signal,
    onLine,
  });
  if (result.ok) return;
  if (/Errno 28|No space left/.test(result.stderr)) throw diskFull(folder);
  throw new ThawError({
    code: 'THAW-BACKEND-UNPACK-FAILED',
    message: `${wheel} could not be unpacked`,
    found: lastLines(result.stderr, 2),
    remedy: 'try again; if it stays, check the disk of the cache folder',
  });
}
