/** Where weights are looked for and kept. */
export interface WeightsPlaces {
  /** What Thaw fetches lies in its folder `weights`, shared by all checkouts. */
  readonly cacheFolder: string;
  /** Keras's own downloads, `~/.keras/models`; read, never written. */
  readonly kerasFolder: string;
  /** URL of a folder that holds the official files under their names in Keras's cache; in place of their own hosts. */
  readonly mirror?: string;
  /** Where repositories of the Hugging Face Hub are; without, none is asked and none found. */
  readonly hub?: HubPlaces;
}

export interface HubPlaces {
  /** The hub's own downloads, `~/.cache/huggingface/hub`; read, never written. */
  readonly folder: string;
  readonly endpoint: string;
  /** Whether nothing may be fetched from it. */
  readonly offline: boolean;
}
