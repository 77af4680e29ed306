/** Slack wants an answer within three seconds; whatever follows from it has to be said by then, or later by other means. */
export const ANSWER_WITHIN_MS = 2_000;

/** What the work gives, or `late` when it takes longer. The work goes on. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
