import type { WeightsSource } from '@thaw/core';

interface KerasFile {
  /** Under `keras-applications/`. */
  readonly path: `${string}/${string}.h5`;
  readonly bytes: number;
  /** As in the network's file in keras/src/applications, which publishes one for every network but MobileNetV2. */
  readonly md5?: string;
  readonly provenance: string;
  readonly licence: string;
}

/** The file that Keras Applications itself loads for `weights="imagenet", include_top=False`. */
export const kerasApplications = ({ path, provenance, licence, ...checks }: KerasFile): WeightsSource => ({
  format: 'keras-h5',
  provenance,
  licence,
  official: true,
  from: {
    kind: 'url',
    url: `https://storage.googleapis.com/tensorflow/keras-applications/${path}`,
    fileName: path.slice(path.lastIndexOf('/') + 1),
    ...checks,
  },
});
