/** Which settings each optimizer and schedule looks at; the others have no effect on it. */
export const settingsOf = {
  optimizer: {
    sgd: ['momentum', 'nesterov'],
    adam: ['beta1', 'beta2', 'epsilon'],
    adamw: ['beta1', 'beta2', 'epsilon', 'weightDecay'],
    rmsprop: ['rho', 'momentum', 'epsilon'],
  },
  schedule: {
    constant: ['warmupEpochs'],
    cosine: ['warmupEpochs', 'minimum'],
    exponential: ['warmupEpochs', 'rate'],
    plateau: ['warmupEpochs', 'metric', 'factor', 'patience', 'minimum'],
  },
} as const;
