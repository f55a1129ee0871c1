import 'vega';

declare module 'vega' {
  /** How Vega measures text; exported by vega 6.4, left out of its types. */
  export const textMetrics: {
    /** Whether to measure on a canvas where there is one, instead of estimating. */
    canvas(use: boolean): void;
  };
}
