import { vgg } from './vgg.js';

export const vgg16 = vgg({
  depth: 16,
  convolutions: [2, 2, 3, 3, 3],
  bytes: 58_889_256,
  md5: '6d6bbae143d832006294945121d1f1fc',
});
