/** Something that was, or would be, removed from a store. */
export interface Removal {
  readonly what: 'features' | 'model' | 'checkpoint' | 'queue' | 'leftover' | 'damaged' | 'copies';
  readonly name: string;
  readonly bytes: number;
}
