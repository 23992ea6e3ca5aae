/** What TensorFlow adds before and after for `same`. */
export function samePadding(length: number, window: number, stride: number): [number, number] {
  const padding = Math.max((Math.ceil(length / stride) - 1) * stride + window - length, 0);
  return [Math.floor(padding / 2), Math.ceil(padding / 2)];
}
