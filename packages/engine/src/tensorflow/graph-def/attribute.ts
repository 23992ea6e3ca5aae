/** Element types, by TensorFlow's own names for NumPy; `DT_…` in a GraphDef. */
export type DataType = 'float32' | 'bfloat16' | 'int32' | 'uint8' | 'bool' | 'resource';

/** The value of a node's attribute. A number alone would not say whether an integer or a float is meant. */
export type Attribute =
  | boolean
  | string
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly type: DataType }
  /** -1 for a dimension that is known at run time only; no shape at all where the rank is unknown. */
  | { readonly shape: readonly number[] | undefined }
  | { readonly tensor: Constant };

/** Numbers written into the graph itself: for small things only, since a graph is copied many times in TensorFlow. */
export interface Constant {
  readonly type: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}
