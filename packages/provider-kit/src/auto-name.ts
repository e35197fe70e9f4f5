import { createHash, randomBytes } from "node:crypto";

/** What the engine says about the name of a resource that the program did not name at the vendor. */
export interface NamingRequest {
  /** Name of the resource in the program. */
  resourceName: string;

  /** The same in a preview and in the update that follows it, so that both choose the same name. May be empty. */
  randomSeed: Uint8Array;

  /** A name that the project's settings ask for (`pulumi:autonaming`). @default - the provider chooses */
  proposedName?: string;

  /** The project's settings forbid made-up names. @default false */
  disabled?: boolean;
}

/** Characters of the random ending, as in Pulumi's own providers. */
const SUFFIX_LENGTH = 7;

/** Makes a name: the resource's name, a dash and seven hexadecimal digits. */
export function autoName(request: NamingRequest, maxLength: number): string {
  if (request.proposedName) return request.proposedName.slice(0, maxLength);

  const seed = request.randomSeed.length > 0 ? request.randomSeed : randomBytes(SUFFIX_LENGTH);
  const suffix = createHash("sha256").update(request.resourceName).update(seed).digest("hex");
  return `${request.resourceName.slice(0, maxLength - SUFFIX_LENGTH - 1)}-${suffix.slice(0, SUFFIX_LENGTH)}`;
}
