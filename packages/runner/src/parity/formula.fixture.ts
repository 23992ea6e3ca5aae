/** Numbers from 0 to 1: the hash lowbias32 of the index, as `mixed` in tools/torch/formula.py. */
export function mixedNumbers(count: number, salt: number): Float64Array {
  const start = (salt * 0x9e3779b9) % 2 ** 32;
  return new Float64Array(count).map((_, index) => {
    let x = (index + start) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  });
}
