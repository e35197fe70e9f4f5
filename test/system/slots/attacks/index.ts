import type { Attack } from "../attack.ts";
import { FOUND } from "./found.ts";

/** All attacks, those that were found in the first version before the others. */
export const ATTACKS: readonly Attack[] = [...FOUND];
