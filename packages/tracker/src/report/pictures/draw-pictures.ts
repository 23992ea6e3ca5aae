import type { Evaluation, MistakeGallery } from '../report-data.js';
import type { RunEpoch } from './curves-picture.js';

// Imported when they are wanted: what draws charts would make every command start more slowly.

/** An SVG file. Undefined for more classes than a picture can show. */
export async function drawConfusion(evaluation: Evaluation): Promise<string | undefined> {
  const { confusionPicture, mostPictured } = await import('./confusion-picture.js');
  return evaluation.classes.length <= mostPictured ? confusionPicture(evaluation) : undefined;
}

/** An SVG file. */
export const drawCurves = async (epochs: readonly RunEpoch[]): Promise<string> =>
  (await import('./curves-picture.js')).curvesPicture(epochs);

/** An SVG file with the images in it. */
export const drawMistakes = async (gallery: MistakeGallery): Promise<string> =>
  (await import('./mistakes-picture.js')).mistakesPicture(gallery);
