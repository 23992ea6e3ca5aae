import { backbones as builtIn } from '@thaw/backbones/registry';
import { didYouMean, listing, type Problem } from '@thaw/core';

/** Of a name that is of none that is built in, and of no package and no file. */
export const unknownNetwork = (name: string, message = `there is no network ${name}`): Problem => ({
  code: 'THAW-CLI-BAD-VALUE',
  message,
  expected: listing(['the path of a file', 'a package', ...Object.keys(builtIn)], 'or', 12),
  found: name,
  remedy: didYouMean(name, Object.keys(builtIn)) ?? '`thaw backbones` lists those that there are',
});
