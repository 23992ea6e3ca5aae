import { featuresPass } from '../plan/features-pass.js';
import type { Plan } from '../plan/plan.js';
import type { EvaluateStage, FeaturesStage, Stage, TrainStage, DatasetStage } from '../plan/stage.js';

/** What is computed as one piece. Tasks are plain data, and so travel between processes and machines. */
export type Task =
  | { readonly kind: 'dataset'; readonly stage: DatasetStage }
  /** Stages that one pass of the images through the backbone yields. */
  | { readonly kind: 'features'; readonly stages: readonly [FeaturesStage, ...FeaturesStage[]] }
  | { readonly kind: 'train'; readonly stage: TrainStage }
  | { readonly kind: 'evaluate'; readonly stage: EvaluateStage; readonly train: TrainStage };

export const stagesOf = (task: Task): readonly Stage[] =>
  task.kind === 'features' ? task.stages : [task.stage];

export const keysOf = (task: Task): readonly string[] => stagesOf(task).map(({ key }) => key);

/** The task that computes a stage, and whatever of `missing` comes along with it for nothing. */
export function taskFor(
  stage: Stage,
  plan: Pick<Plan, 'stages' | 'stage'>,
  isMissing: (key: string) => boolean,
): Task {
  switch (stage.kind) {
    case 'dataset':
      return { kind: 'dataset', stage };
    case 'features': {
      const pass = featuresPass(stage);
      const others = plan.stages.filter(
        (other): other is FeaturesStage =>
          other.kind === 'features' &&
          other.key !== stage.key &&
          isMissing(other.key) &&
          featuresPass(other) === pass,
      );
      return { kind: 'features', stages: [stage, ...others] };
    }
    case 'train':
      return { kind: 'train', stage };
    case 'evaluate':
      return { kind: 'evaluate', stage, train: plan.stage(stage.train) as TrainStage };
  }
}
