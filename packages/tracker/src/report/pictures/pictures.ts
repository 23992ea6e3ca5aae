import { own, shapeFault, shapes, type JsonShape } from '@thaw/core';
import { artifactPath, readArtifactFile } from '../../artifacts/artifact-folder.js';
import type { Evaluation, MistakeGallery, ShownMistake } from '../report-data.js';
import { webpUri } from '../webp-uri.js';
import type { CurveEpoch } from './curves-picture.js';

/** More classes than these cannot be told apart in a picture; the table has them. */
export const mostPictured = 100;

/** A mistake of which the image lies beside the journal. */
export interface KeptMistake extends Omit<ShownMistake, 'thumbnail'> {
  /** SHA-256 of its thumbnail, a WebP; absent where the image could not be read. */
  readonly image?: string;
}

/** What pictures are drawn of, by their kinds. */
interface Subjects {
  readonly confusion: Evaluation;
  readonly curves: readonly CurveEpoch[];
  readonly mistakes: Omit<MistakeGallery, 'worst'> & { readonly worst: readonly KeptMistake[] };
}

/** A picture before it is drawn. */
export type Picture = {
  readonly [Kind in keyof Subjects]: { readonly picture: Kind; readonly of: Subjects[Kind] };
}[keyof Subjects];

interface PictureKind<Subject> {
  /** What must be right of a journal's subject for it to be drawn. */
  readonly shape: JsonShape;
  /** An SVG file. What draws is imported when it is wanted: it would make every command start more slowly. */
  readonly draw: (subject: Subject, journals: string) => Promise<string>;
}

const { anyOf, byName, count, listOf, number, object, oneOf, sha256, text } = shapes;
const upToPictured = (each: JsonShape): JsonShape => ({ ...listOf(each), maxItems: mostPictured });

const kinds: { readonly [Kind in keyof Subjects]: PictureKind<Subjects[Kind]> } = {
  confusion: {
    shape: object({
      ...{ on: oneOf('test', 'validation'), images: count, classes: upToPictured(text) },
      confusion: upToPictured(upToPictured(count)),
    }),
    draw: async (evaluation) => (await import('./confusion-picture.js')).confusionPicture(evaluation),
  },
  curves: {
    shape: listOf(object({ step: count, phase: text, metrics: byName(anyOf(number, { type: 'null' })) })),
    draw: async (epochs) => (await import('./curves-picture.js')).curvesPicture(epochs),
  },
  mistakes: {
    shape: object({
      ...{ run: text, mistakes: count, images: count, runs: count },
      worst: listOf(
        object(
          { path: text, truth: text, predicted: text, probability: number, wrongRuns: count },
          { image: sha256 },
        ),
      ),
    }),
    async draw(gallery, journals) {
      const shown = async ({ image, ...mistake }: KeptMistake): Promise<ShownMistake> => {
        const thumbnail =
          image && (await readArtifactFile(journals, { sha256: image, path: artifactPath(image) }));
        return { ...mistake, ...(thumbnail && { thumbnail: webpUri(thumbnail) }) };
      };
      const worst = await Promise.all(gallery.worst.map(shown));
      return (await import('./mistakes-picture.js')).mistakesPicture({ ...gallery, worst });
    },
  },
};

/** An SVG file of what a journal has of it; undefined where that is nothing that this Thaw can draw. */
export async function drawPicture(
  kind: string,
  subject: Uint8Array,
  journals: string,
): Promise<Uint8Array | undefined> {
  const known: PictureKind<never> | undefined = own(kinds, kind);
  const of = parsed(subject);
  if (!known || shapeFault(of, known.shape) !== undefined) return undefined;
  return Buffer.from(await known.draw(of as never, journals));
}

function parsed(subject: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(subject).toString());
  } catch {
    return undefined;
  }
}
