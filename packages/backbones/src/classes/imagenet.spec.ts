import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { imagenetClasses } from './imagenet.js';

it('has the classes of ImageNet as the file has them that Keras decodes predictions by', () => {
  expect(imagenetClasses).toHaveLength(1000);
  const entries = imagenetClasses.map(
    ({ wordnet, label }, index) => `"${index}": ["${wordnet}", "${label}"]`,
  );
  // `file_hash` of imagenet_class_index.json in keras/src/applications/imagenet_utils.py.
  expect(hash('md5', `{${entries.join(', ')}}`)).toBe('c2c37ea517e94d9795004a39431a14cb');
});
