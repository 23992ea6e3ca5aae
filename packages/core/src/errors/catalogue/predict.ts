import type { Explanations } from './explanations.js';

/** What trained networks say of images. */
export const predict = {
  'THAW-PREDICT-NO-CLASSIFIER':
    "A network was asked for ImageNet's classes, and for these weights Thaw does not know the layers that tell them apart, or they were trained to other classes.",
  'THAW-PREDICT-NO-IMAGES':
    'What was named to be predicted is not there, or is a folder or a CSV file without images. Files that are there and cannot be read are no error: they are told with the reason.',
  'THAW-PREDICT-NO-LABELS':
    'Metrics were asked for, and of no image is it known what it shows: a CSV file says so in its column `label`, and with `--class-folders` the folders do.',
  'THAW-PREDICT-NO-NETWORK':
    '`thaw predict` needs either a run, by whose model it predicts, or a network that was published with its classifier.',
  'THAW-PREDICT-UNKNOWN-LABEL':
    'An image is said to show a class that the network was not trained to tell apart, so that nothing can be measured by it.',
} as const satisfies Explanations<'PREDICT'>;
