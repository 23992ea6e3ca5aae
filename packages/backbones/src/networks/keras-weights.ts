import type { ClassifierChain, WeightsRecord, WeightsSource } from '@thaw/core';

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
  /** Of the file that also has the classifier; its path lacks `_notop`. */
  readonly topMd5?: string;
  readonly topSha256?: string;
  readonly topBytes?: number;
  /** What comes behind the network, if not pooling and `predictions`. */
  readonly classifier?: ClassifierChain;
  readonly provenance: string;
  /** As whoever released the weights states it, or Keras's documentation of them does. */
  readonly licence: string;
}

type Checks = Pick<KerasFile, 'fileName' | 'bytes' | 'md5' | 'sha256'>;

/** What Keras Applications itself loads for `weights="imagenet", include_top=False`. */
export function kerasImagenet({
  preprocessing,
  imageSize,
  top1,
  path,
  folder = 'tensorflow/keras-applications',
  provenance,
  licence,
  topMd5,
  topSha256,
  topBytes,
  classifier,
  ...file
}: KerasFile): WeightsRecord {
  const at = (path: string, checks: Checks): WeightsSource => ({
    ...{ format: 'keras-h5', provenance, licence, official: true },
    from: {
      kind: 'url',
      url: `https://storage.googleapis.com/${folder}/${path}`,
      fileName: path.slice(path.lastIndexOf('/') + 1),
      ...checks,
    },
  });
  return {
    ...{ tag: 'imagenet', preprocessing, imageSize, classes: 1000, top1 },
    sources: [at(path, file)],
    classifier: {
      layers: classifier ?? 'predictions',
      sources: [
        at(withTop(path), {
          ...(topMd5 !== undefined && { md5: topMd5 }),
          ...(topSha256 !== undefined && { sha256: topSha256 }),
          ...(topBytes !== undefined && { bytes: topBytes }),
          ...(file.fileName !== undefined && { fileName: withTop(file.fileName) }),
        }),
      ],
    },
  };
}

const withTop = (name: string): string => name.replace(/[-_]no[-_]?top(_v2)?/, '');
