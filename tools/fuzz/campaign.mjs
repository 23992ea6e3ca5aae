import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inputOf, scratch } from './inputs.mjs';
import { add, nothing } from './pieces.mjs';
import { loadTarget } from './targets/index.mjs';

/** Tries some inputs of a target: those of `again`, and all from one number to another. */
export async function tryPiece(runner, { name, seed, from, to, again = [], keep }) {
  const target = await loadTarget(name);
  const startMs = performance.now();
  let left = [...again, ...Array.from({ length: to - from }, (_, index) => [seed, from + index])];
  const sum = nothing();
  while (left.length > 0) {
    const { results, next, endedAt, end } = await runner.try({
      name,
      isLimited: target.isLimited,
      numbers: left,
      keep,
    });
    add(sum, results);
    if (end !== undefined) {
      sum.tried++;
      // Whose reader runs in a thread with limits is ended there by the same.
      if (end === 'too long' && target.isLimited) sum.ended++;
      else sum.findings.push(await kept(target, left[endedAt], end, keep));
    }
    // What was tried after the last report is tried again.
    left = left.filter((_, at) => at >= next && at !== endedAt);
  }
  sum.seconds = (performance.now() - startMs) / 1000;
  return sum;
}

/** What ended its process is made again from its number. */
async function kept(target, [seed, index], what, keep) {
  const folder = mkdtempSync(join(scratch, 'thaw-fuzz-again-'));
  const bytes = inputOf(target, await target.seeds(folder), seed, index);
  rmSync(folder, { recursive: true, force: true });
  const file = join(keep, `${target.name}-${seed}-${index}.bin`);
  writeFileSync(file, bytes);
  return { seed, index, what, file };
}
