import type { Option } from './option.js';

/** `imageSize` as it is typed: `--image-size`, or with its option `--image-size <PIXELS>`. */
export function flagOf(name: string, option?: Option): string {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (!option || option.kind === 'flag') return flag;
  return `${flag} <${option.kind === 'choice' ? option.choices.join('|') : option.placeholder}>`;
}
