import { stageKey } from '@thaw/core';

/** The key of the model that is made of a training's state after an epoch. */
export const modelKey = (train: string, epoch: number): string => stageKey('model', { epoch }, [train]);
