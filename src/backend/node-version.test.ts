import { describe, expect, it } from 'vitest';
import { unsupportedNodeMessage } from './node-version.mjs';

describe('unsupportedNodeMessage', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v22.12.0', 'v22.21.1', '22.12.0'])('accepts %s', (version) => {
    expect(unsupportedNodeMessage(version)).toBeUndefined();
  });

  it.each(['v16.20.2', 'v18.20.8', 'v20.18.3', 'v21.7.3', 'v22.11.0', 'v23.0.0', 'v24.3.0'])(
    'refuses %s with what was given, what is expected and what to do',
    (version) => {
      const message = unsupportedNodeMessage(version);
      expect(message).toContain(version);
      expect(message).toContain('20.19');
      expect(message).toContain('22.12');
      expect(message).toContain('Install');
    },
  );
});
