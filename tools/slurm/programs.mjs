/** What a cluster on one machine is made of, and what Thaw asks it by. */
export const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol'];
