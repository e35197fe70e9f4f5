// Everything goes to stderr: stdout belongs to the command that is started afterwards.

const PLAIN_LINE_EVERY_MS = 15_000;

/** @param {string} text */
export function say(text) {
  process.stderr.write(`freehold: ${text}\n`);
}

/**
 * Shows that something slow is alive: one line that rewrites itself on a terminal, elsewhere a line every 15 seconds.
 *
 * @param {string} label
 */
export function startProgress(label) {
  const startedAt = Date.now();
  const isTerminal = process.stderr.isTTY === true;
  let detail = "";

  const line = () => [`freehold: ${label}`, detail, elapsed(Date.now() - startedAt)].filter(Boolean).join(", ");
  const show = () => process.stderr.write(isTerminal ? `\r\x1b[K${line()}` : `${line()}\n`);

  say(label);
  const timer = setInterval(show, isTerminal ? 1000 : PLAIN_LINE_EVERY_MS);

  return {
    /** @param {string} text */
    update(text) {
      detail = text;
    },
    /** @param {string} outcome Such as `done` or `failed`. */
    end(outcome) {
      clearInterval(timer);
      process.stderr.write(`${isTerminal ? "\r\x1b[K" : ""}${line()}: ${outcome}\n`);
    },
  };
}

/** @param {number} ms */
function elapsed(ms) {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
