export type StageKind = 'dataset' | 'features' | 'train' | 'evaluate';
