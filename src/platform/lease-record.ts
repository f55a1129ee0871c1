import { z } from 'zod';
import { processIdentitySchema, processState } from './process-identity.ts';

/** What a lease file says; who reads it may be another version of this program. */
const leaseRecordSchema = processIdentitySchema.extend({
  since: z.iso.datetime().describe('When it was taken, by the clock of its machine'),
  token: z.string().describe('Makes the text another one than that of any other lease'),
  beat: z.string().describe('How often its holder has shown that it lives'),
});

/** The holder of a lease. */
export type LeaseRecord = z.infer<typeof leaseRecordSchema>;

/** What a lease file begins with; the count of beats ends it. */
export function leaseHead(record: Omit<LeaseRecord, 'beat'>): string {
  return `${JSON.stringify(record).slice(0, -1)},"beat":"`;
}

/** The holder by the text of a lease file, or undefined where the text is damaged or half written. */
export function recordOf(text: string): LeaseRecord | undefined {
  try {
    return leaseRecordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The holder of a lease, for people. */
export function describeHolder(holder: LeaseRecord | undefined): string {
  if (holder === undefined) return 'another process';
  const { pid, host, job, since } = holder;
  const where = processState(holder) === 'unknown' ? ` of ${host}` : '';
  return `the process ${pid}${where}${job === undefined ? '' : ` (${job})`}, since ${since}`;
}
