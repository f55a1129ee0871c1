import { z } from 'zod';

/** The facts about a processor that may decide the last bits of its results. */
export const processorSchema = z.strictObject({
  name: z.string().describe('What it calls itself'),
  vendor: z.string().describe('Such as AuthenticAMD'),
  family: z.string().describe("CPUID's"),
  model: z.string().describe("CPUID's"),
  stepping: z.string().describe("CPUID's"),
  instructionSets: z.array(z.string()).describe('Those by which libraries choose their code'),
  cacheBytes: z
    .record(z.string(), z.int().nonnegative())
    .describe('Sizes of the caches that one core sees, in bytes'),
});

export type Processor = z.infer<typeof processorSchema>;
