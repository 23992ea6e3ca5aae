// What a figure was measured on, and with.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** The instructions that decide how fast convolutions are, by their names in /proc/cpuinfo. */
const instructions = { avx512f: 'AVX-512', avx512_bf16: 'AVX-512 bfloat16', amx_bf16: 'AMX bfloat16' };

export function machine() {
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' ') ?? [];
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    instructions: Object.entries(instructions).flatMap(([flag, name]) =>
      flags.includes(flag) ? [name] : [],
    ),
  };
}

export const describeMachine = ({ cpu, cores, memoryGiB, instructions }) =>
  `${cores} × ${cpu} (${instructions.join(', ') || 'no AVX-512'}), ${memoryGiB} GiB`;

/** Of Thaw's sources, of Node, and of Python packages by the Python that has them. */
export function versions(packagesOf = new Map()) {
  const git = (...args) =>
    execFileSync('git', ['--no-optional-locks', '-C', root, ...args], { encoding: 'utf8' }).trim();
  const dirty = git('status', '--porcelain', 'packages') === '' ? '' : ' with changes';
  const script =
    'import json, sys; from importlib.metadata import version; print(json.dumps({name: version(name) for name in sys.argv[1:]}))';
  return Object.assign(
    { thaw: `${git('rev-parse', '--short', 'HEAD')}${dirty}`, node: process.versions.node },
    ...[...packagesOf].map(([python, names]) =>
      JSON.parse(execFileSync(python, ['-c', script, ...names], { encoding: 'utf8' })),
    ),
  );
}
