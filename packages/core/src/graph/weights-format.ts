import { shardNames, tfjsPathNames } from './weights-pieces.js';

interface FormatFacts {
  /** Of file names, in lower case. */
  readonly endings: readonly string[];
  /** Whether it is a list of tensors by name, which only a map of names tells the layers of. */
  readonly listsTensors: boolean;
  /** Of a file that only names those that hold the tensors, beside it: reads these names in it. */
  readonly piecesIn?: (index: string) => readonly string[];
}

/** The kinds of weight files that Thaw reads. A name is of the first kind that has an ending of it. */
export const weightsFormats = {
  'keras-weights-h5': { endings: ['.weights.h5'], listsTensors: false },
  'keras-h5': { endings: ['.h5', '.hdf5'], listsTensors: false },
  keras: { endings: ['.keras'], listsTensors: false },
  pytorch: { endings: ['.pth', '.pt', '.bin'], listsTensors: true },
  safetensors: { endings: ['.safetensors'], listsTensors: true },
  'safetensors-index': {
    endings: ['.safetensors.index.json'],
    listsTensors: true,
    piecesIn: shardNames,
  },
  tfjs: { endings: ['.json'], listsTensors: false, piecesIn: tfjsPathNames },
} as const satisfies Readonly<Record<string, FormatFacts>>;

export type WeightsFormat = keyof typeof weightsFormats;

/** What the names of weight files end with. */
export const weightsFileEndings: readonly string[] = Object.values(weightsFormats).flatMap(
  ({ endings }) => endings,
);

/** The format of a file by its name; undefined if none is known by it. */
export function weightsFormatOf(fileName: string): WeightsFormat | undefined {
  const name = fileName.toLowerCase();
  const formats: readonly [string, FormatFacts][] = Object.entries(weightsFormats);
  const found = formats.find(([, { endings }]) => endings.some((ending) => name.endsWith(ending)));
  return found?.[0] as WeightsFormat | undefined;
}

/** How the names of other files are read in a file of a format; undefined where it holds all itself. */
export const piecesReader = (format: WeightsFormat | undefined): FormatFacts['piecesIn'] =>
  format && (weightsFormats[format] as FormatFacts).piecesIn;
