import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SetupFailure } from "../setup-failure.mjs";

const run = promisify(execFile);

/** Long enough for the names of all files. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The branches that a change is compared with when nothing else is asked for: the first that is there. */
const MAIN = ["main", "origin/main"];

/**
 * Paths of what changed: committed since the merge base with `revision`, not committed, and new. What was renamed is under both names.
 *
 * @param {string} root
 * @param {string} [revision] @default - the main branch, of this clone or of its origin
 * @returns {Promise<string[]>}
 * @throws {SetupFailure} When there is no such commit.
 */
export async function changedFiles(root, revision) {
  const base = await mergeBase(root, revision === undefined ? MAIN : [revision]);
  const [changed, added] = await Promise.all([
    git(root, "diff", "--name-only", "--no-renames", "-z", base),
    git(root, "ls-files", "--others", "--exclude-standard", "-z"),
  ]);
  return [...changed.split("\0"), ...added.split("\0")].filter(Boolean);
}

/** Paths of what git knows and of what is new, as far as it is not ignored. @param {string} root */
export async function allFiles(root) {
  const files = await git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z");
  return [...new Set(files.split("\0").filter(Boolean))];
}

/** @param {string} root @param {readonly string[]} revisions */
async function mergeBase(root, revisions) {
  for (const revision of revisions) {
    const base = await git(root, "merge-base", "HEAD", revision).catch(whenNone);
    if (base !== "") return base.trim();
  }
  throw new SetupFailure(
    `git finds no commit that HEAD has in common with ${revisions.join(" or ")}; name one with --changed=<revision>`,
  );
}

/** Git ends with a status of its own when there is no such revision. @param {{ code?: unknown }} error */
function whenNone(error) {
  if (typeof error.code !== "number") {
    throw new SetupFailure(`git cannot be started (${error.code}); it says what changed`, { cause: error });
  }
  return "";
}

/** @param {string} root @param {string[]} args */
async function git(root, ...args) {
  const { stdout } = await run("git", args, { cwd: root, maxBuffer: MOST_BYTES });
  return stdout;
}
