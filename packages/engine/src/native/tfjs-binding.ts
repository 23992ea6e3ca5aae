/** What Thaw calls of tfjs-node's addon. Its own declaration, `dist/tfjs_binding.d.ts` in its package, has more. */
export interface TfjsBinding {
  /** The library's own version: `2.21.0`. */
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  isUsingGpuDevice(): boolean;
  /** Copies `data`; returns the tensor's id, which stays until `deleteTensor`. */
  createTensor(shape: number[], dtype: number, data: TensorData): number;
  tensorDataSync(id: number): TensorData;
  deleteTensor(id: number): void;
  getNumOfTensors(): number;
  /** `tags` and the names below: joined by commas. */
  loadSavedModel(folder: string, tags: string): number;
  runSavedModel(
    model: number,
    inputTensors: number[],
    inputNames: string,
    outputNames: string,
  ): { readonly id: number }[];
  deleteSavedModel(model: number): void;
  getNumOfSavedModels(): number;
}

type TensorData = Float32Array | Int32Array | Uint8Array;
