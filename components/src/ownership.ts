import { LABEL_OPERATION, type Ownership, TENANT_ID_PATTERN } from "@freehold/model";
import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "./refuse.ts";

/**
 * What a later update must leave as it was on resources with labels: the operation is the one that made them, and the next one
 * has another.
 */
export const KEEP_CREATING_OPERATION = [`labels["${LABEL_OPERATION}"]`];

const LABEL_VALUE = /^[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?$/;

/** True for text that every cloud takes as the value of a label. */
export function isLabelValue(text: string): boolean {
  return LABEL_VALUE.test(text);
}

/** Checks who a component belongs to: all of it ends up in names, labels and comments. */
export function checkOwnership(component: pulumi.Resource, owner: Ownership): void {
  if (!TENANT_ID_PATTERN.test(owner.tenantId)) {
    refuse(
      component,
      `tenantId must be 6 to 32 lower-case letters and digits, beginning with a letter, got "${owner.tenantId}"; use an id, not a name`,
    );
  }
  for (const key of ["organization", "operation"] as const) {
    if (isLabelValue(owner[key])) continue;
    refuse(
      component,
      `${key} must be 1 to 63 letters, digits, "_", "." or "-", beginning and ending with a letter or digit, got "${owner[key]}"`,
    );
  }
}
