import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Why tests on container machines skip, for the end of their names; empty where a Docker engine answers. */
export const dockerReason: string = await promisify(execFile)("docker", ["info"]).then(
  () => "",
  () => " (skipped: no Docker engine)",
);
