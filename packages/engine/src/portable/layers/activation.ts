import type { ConfigOf } from '@thaw/core';
import { activate, rectify } from './activate.js';
import type { PortableLayer } from './portable-layer.js';

export const Activation: PortableLayer<ConfigOf<'Activation'>> = {
  forward: ({ activation }, [input]) => activate(input!, activation),
};

export const ReLU: PortableLayer<ConfigOf<'ReLU'>> = {
  forward: ({ maxValue }, [input]) => rectify(input!, maxValue),
};
