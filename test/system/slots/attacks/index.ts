import type { Attack } from "../attack.ts";
import { ARCHIVES } from "./archives.ts";
import { COMPOSE } from "./compose.ts";
import { FOUND } from "./found.ts";
import { KEYS } from "./keys.ts";
import { MOUNTS } from "./mounts.ts";
import { NAMES } from "./names.ts";
import { SIGNATURES } from "./signatures.ts";

/** All attacks, those that were found in the first version before the others. */
export const ATTACKS: readonly Attack[] = [
  ...FOUND,
  ...COMPOSE,
  ...MOUNTS,
  ...NAMES,
  ...ARCHIVES,
  ...SIGNATURES,
  ...KEYS,
];
