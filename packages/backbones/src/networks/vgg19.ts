import { vgg } from './vgg.js';

export const vgg19 = vgg({
  depth: 19,
  convolutions: [2, 2, 4, 4, 4],
  bytes: 80_134_624,
  md5: '253f8cb515780f3b799900260a226db6',
});
