/** A backbone that is not built in, as plain data, from which a worker process loads the same. */
export interface BackboneModule {
  /** As runs name it: what `import` would load, or the absolute path of a file. */
  readonly name: string;
  /** Of the module that exports it. */
  readonly url: string;
  readonly package?: PackageVersion;
  /** Hash of the graph, and of how the records of weights have images shown to it. */
  readonly fingerprint: string;
}

export interface PackageVersion {
  readonly name: string;
  readonly version: string;
}
