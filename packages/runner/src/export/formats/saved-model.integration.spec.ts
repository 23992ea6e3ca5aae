import { describeModelFormat } from '@thaw/execution/contract';
import { describe, it } from 'vitest';
import { byTensorflow } from '../networks.fixture.js';
import { savedModel } from './saved-model.js';

describeModelFormat('a SavedModel', savedModel, byTensorflow, { describe, it });
