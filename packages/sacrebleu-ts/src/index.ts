export { type BleuOptions, bleu, corpusBleu, SMOOTHING_METHODS, sentenceBleu } from './bleu.ts';
export type { BleuScore, SmoothingMethod } from './bleu-metric.ts';
export { type ChrfOptions, type ChrfScore, chrf, corpusChrf, sentenceChrf } from './chrf.ts';
export { compoundSplitBleu, corpusCompoundSplitBleu } from './compound-split-bleu.ts';
export {
  type CorpusStatistics,
  corpusScore,
  corpusStatistics,
  createScoreStream,
  createStatisticsCollector,
  type ReferenceStream,
  type SegmentSink,
  sentenceScore,
  sumStatistics,
  systemsStatistics,
} from './corpus.ts';
export { InputError } from './input-error.ts';
export {
  type ConfidenceInterval,
  type FormatOptions,
  type Metric,
  SACREBLEU_VERSION,
  type Score,
  type ScoreContext,
} from './metric.ts';
export {
  type Bootstrap,
  bootstrapScores,
  createBootstrap,
  DEFAULT_BOOTSTRAP_SAMPLES,
  DEFAULT_SEED,
  type ResamplingOptions,
  scoreWithConfidence,
} from './significance/bootstrap.ts';
export {
  DEFAULT_RANDOMIZATION_TRIALS,
  type PairedResult,
  pairedBootstrap,
  pairedRandomization,
} from './significance/paired-tests.ts';
export { corpusTer, sentenceTer, type TerOptions, type TerScore, ter } from './ter.ts';
export { parsePlainText } from './test-sets/plain-text.ts';
export { parseSgml, type SgmlTestSet } from './test-sets/sgml.ts';
export { parseWmtXml, type WmtXmlTestSet } from './test-sets/wmt-xml.ts';
export {
  getTokenizer,
  TOKENIZER_NAMES,
  type Tokenizer,
  type TokenizerName,
} from './tokenizers.ts';
