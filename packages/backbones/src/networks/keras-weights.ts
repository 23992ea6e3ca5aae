import type { WeightsRecord } from '@thaw/core';

interface KerasFile extends Pick<WeightsRecord, 'preprocessing' | 'imageSize'> {
  /** As in the table of keras.io/api/applications, or where a comment says. */
  readonly top1: number;
  /** Under Keras's folder. */
  readonly path: `${string}.h5`;
  /** Where that is on the server, if not where it mostly is. */
  readonly folder?: string;
  /** In Keras's cache, if not as the path ends. */
  readonly fileName?: string;
  readonly bytes?: number;
  /** As in the network's file in keras/src/applications, which publishes one for every network but the first two MobileNets. */
  readonly md5?: string;
  readonly sha256?: string;
  readonly provenance: string;
  /** As whoever released the weights states it, or Keras's documentation of them does. */
  readonly licence: string;
}

/** What Keras Applications itself loads for `weights="imagenet", include_top=False`. */
export function kerasImagenet({
  preprocessing,
  imageSize,
  top1,
  path,
  folder = 'tensorflow/keras-applications',
  provenance,
  licence,
  ...file
}: KerasFile): WeightsRecord {
  return {
    tag: 'imagenet',
    preprocessing,
    imageSize,
    classes: 1000,
    top1,
    sources: [
      {
        format: 'keras-h5',
        provenance,
        licence,
        official: true,
        from: {
          kind: 'url',
          url: `https://storage.googleapis.com/${folder}/${path}`,
          fileName: path.slice(path.lastIndexOf('/') + 1),
          ...file,
        },
      },
    ],
  };
}
