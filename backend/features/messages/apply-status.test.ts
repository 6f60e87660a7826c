import { describe, expect, it } from 'vitest';
import type { Message, MessageError } from '../../contract/message.ts';
import { applyStatus } from './apply-status.ts';

describe('a failure that is told twice with different errors', () => {
  it('shows the same error in whatever order they come', () => {
    const sent = { status: 'sent', error: null } as Message;
    const errors = [errorOf(131026), errorOf(470), errorOf(null)];
    const fail = (message: Message, error: MessageError) =>
      applyStatus(message, { status: 'failed', reportedAtMs: 0, error });
    expect(errors.reduce(fail, sent).error?.code).toBe(470);
    expect(errors.toReversed().reduce(fail, sent).error?.code).toBe(470);
  });
});

function errorOf(code: number | null): MessageError {
  return { code, title: `Error ${code}`, details: null, is_retryable: false };
}
