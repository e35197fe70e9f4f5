import type { Environment } from "./read-settings.ts";
import { SETTING_ENTRIES } from "./setting-groups.ts";

const OURS = "FREEHOLD_";

/** What has our prefix and is read by something else than the service: the client, the launcher, programs under `pulumi up`, the check. */
const READ_ELSEWHERE: ReadonlySet<string> = new Set([
  ...["FREEHOLD_URL", "FREEHOLD_API_KEY"],
  ...["FREEHOLD_PULUMI_DOWNLOADS", "FREEHOLD_PYTHON", "FREEHOLD_GO_CLIENTS"],
  ...["FREEHOLD_STAND_IN_PORTS", "FREEHOLD_STAND_IN_FOR", "FREEHOLD_RUNNER", "FREEHOLD_SANDBOX_OFFLINE"],
  ...["FREEHOLD_SPECS_DIR", "FREEHOLD_NO_SKIPS", "FREEHOLD_RENEW", "FREEHOLD_FUZZ_KEY", "FREEHOLD_FAULTS_LOG"],
]);

/** So many letters may differ of a name that was meant, and at most one of three. */
const SLIPS = 3;

/**
 * Variables that look like settings and are none: a slip of the pen leaves a setting at its default without a word. They are named, not
 * refused: while a service is updated, processes of two versions have one environment.
 *
 * @returns One sentence each, with the name that may have been meant.
 */
export function unknownSettings(env: Environment): string[] {
  const known = SETTING_ENTRIES.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.keys(env)
    .filter((name) => name.startsWith(OURS) && !known.includes(name) && !READ_ELSEWHERE.has(name))
    .sort()
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is set and no setting of this version${meant === undefined ? "" : `; ${meant} is one`}`;
    });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const byDistance = known.map((each) => ({ each, distance: distanceOf(name, each) }));
  const [best] = byDistance.sort((one, other) => one.distance - other.distance);
  const allowed = Math.min(SLIPS, Math.floor((name.length - OURS.length) / 3));
  return best !== undefined && best.distance <= allowed ? best.each : undefined;
}

/** How many letters have to be put in, left out or changed to get from one word to the other. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      const changed = (row[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
