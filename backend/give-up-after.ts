/**
 * The outcome of `work`; rejects with the code `ETIMEDOUT` when it takes longer than `limitMs`. The
 * work itself goes on, and what becomes of it then is nobody's concern. `what` names it in the error.
 */
export async function giveUpAfter<Result>(
  limitMs: number,
  work: Promise<Result>,
  what: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const error = new Error(`${what} took longer than ${limitMs / 1_000} s`);
    timer = setTimeout(() => reject(Object.assign(error, { code: 'ETIMEDOUT' })), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
