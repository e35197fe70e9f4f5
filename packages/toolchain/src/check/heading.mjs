/**
 * The line that opens a step's part of the output.
 *
 * @param {string} step
 * @param {string} outcome
 * @param {number} [ms]
 */
export function heading(step, outcome, ms) {
  const duration = ms === undefined ? "" : ` (${(ms / 1000).toFixed(1)} s)`;
  process.stdout.write(`== ${step}: ${outcome}${duration}\n`);
}
