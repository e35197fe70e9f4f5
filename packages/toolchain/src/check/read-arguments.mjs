const CHANGED = "--changed";

/**
 * @typedef {object} CheckArguments
 * @property {boolean} onlyJest The static checks are skipped.
 * @property {{ since: string | undefined } | undefined} changed Only suites that what changed since a revision can reach; `undefined`: since
 * the main branch.
 * @property {string[]} jestArgs Test paths, `-t …` and whatever else Jest takes.
 */

/**
 * What `npm test` is asked for: without arguments everything; with Jest's own only its suites; with `--changed` what a change can reach.
 *
 * @param {readonly string[]} args
 * @returns {CheckArguments}
 */
export function readArguments(args) {
  const asked = args.find((arg) => arg === CHANGED || arg.startsWith(`${CHANGED}=`));
  const jestArgs = args.filter((arg) => arg !== asked);
  return {
    onlyJest: jestArgs.length > 0,
    changed: asked === undefined ? undefined : { since: asked.slice(CHANGED.length + 1) || undefined },
    jestArgs,
  };
}
