/** The figures of an experiment, as the command line and files call them. */
export const FIGURE_NAMES = ['arms', 'axes', 'dev', 'loss', 'memory', 'rates', 'updates'] as const;

export type FigureName = (typeof FIGURE_NAMES)[number];
