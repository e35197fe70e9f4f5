import { PlainText } from "./words.ts";

/** Beginnings of labels that Docker, Compose, the edge or Freehold read. */
const LABELS_OF_OTHERS = ["com.docker.", "io.docker.", "traefik.", "freehold-", "managed-by"];

/** True for a name that could be taken for a slot's: Docker's DNS does not tell capital letters from small ones. */
export function isNameOfSlots(name: string): boolean {
  return name.toLowerCase().startsWith("fh-");
}

/** A name under which other containers find one. */
export const HostName = PlainText.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$/, {
  error: "must be letters, digits, dots, hyphens and underscores",
}).refine((name) => !isNameOfSlots(name), { error: "must not begin with fh-, in capitals neither" });

/** Whether a label is read by somebody but the workload itself. */
export function isLabelOfOthers(key: string): boolean {
  const folded = key.toLowerCase();
  return LABELS_OF_OTHERS.some((beginning) => folded.startsWith(beginning));
}
