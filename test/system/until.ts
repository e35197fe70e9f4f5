/** Waits for a condition, asking again every 50 ms; the test's own time limit ends a wait that is in vain. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  limitSec = 120,
): Promise<T> {
  const end = Date.now() + limitSec * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${limitSec} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
