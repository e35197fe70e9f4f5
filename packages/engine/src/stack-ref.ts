import { FreeholdError } from "@freehold/model";

/** A stack and the project it belongs to. */
export interface StackRef {
  project: string;
  name: string;
  /** Credentials of its own for the backend. @default - those that the engine was made with */
  backendUrl?: string;
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** @throws FreeholdError `invalid_request` when the name could reach other stacks' files or locks */
export function stackRef(project: string, name: string, backendUrl?: string): StackRef {
  if (!NAME.test(name)) {
    throw new FreeholdError(
      "invalid_request",
      `a stack's name must be 1 to 63 lower-case letters, digits and hyphens, beginning with a letter, got ${JSON.stringify(name)}; use the tenant's id`,
    );
  }
  return { project, name, ...(backendUrl !== undefined && { backendUrl }) };
}

/** The name that is unambiguous on every backend of our own; such backends call every organization `organization`. */
export function qualifiedName(ref: StackRef): string {
  return `organization/${ref.project}/${ref.name}`;
}
