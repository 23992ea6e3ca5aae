/** Where weights are looked for and kept. */
export interface WeightsPlaces {
  /** What Thaw fetches lies in its folder `weights`, shared by all checkouts. */
  readonly cacheFolder: string;
  /** Keras's own downloads, `~/.keras/models`; read, never written. */
  readonly kerasFolder: string;
  /** URL of a folder that holds the official files under their names in Keras's cache; in place of their own hosts. */
  readonly mirror?: string;
}
