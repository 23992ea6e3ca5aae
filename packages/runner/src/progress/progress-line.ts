import type { Progress } from '@thaw/core';
import { formatDuration } from '../text/duration.js';

/** `downloading TensorFlow 2.21.0  120.4 of 273.8 MB`, `features of xception  320 of 1133 images` */
export function progressLine({ label, done, total, unit, secondsLeft }: Progress): string {
  if (done === undefined) return label;
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`;
  if (unit === 'bytes') {
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    return `${label}  ${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB${left}`;
  }
  return `${label}  ${done}${total === undefined ? '' : ` of ${total}`}${unit ? ` ${unit}` : ''}${left}`;
}
