import { predictionFormats, type PredictionFormat, type PredictionFormatName } from './prediction-formats.js';
import type { ImagePrediction, PredictedImages } from './predictions.js';

export type Write = (text: string) => Promise<void>;

/** Writes predictions as they come; no more of them than one is held. */
export class PredictionWriter {
  readonly #format: PredictionFormat;
  #written = 0;

  constructor(
    format: PredictionFormatName,
    private readonly top: number,
    private readonly writeText: Write,
  ) {
    this.#format = predictionFormats[format];
  }

  async write(prediction: ImagePrediction, of: PredictedImages): Promise<void> {
    const expected = { ...of, top: this.top };
    const before = this.#written === 0 ? this.#format.before(expected) : '';
    await this.writeText(before + this.#format.row(prediction, this.#written++, expected));
  }

  /** Of what was not begun there is no end. */
  async end(): Promise<void> {
    if (this.#written > 0) await this.writeText(this.#format.after());
  }
}
