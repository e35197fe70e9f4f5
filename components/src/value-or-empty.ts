import type * as pulumi from "@pulumi/pulumi";

/**
 * A text that a resource has once it is made. A destroy runs the program with resources that were never made too, such as those after
 * the failure of a create: such a one has none, and the text is empty. What throws for it keeps the destroy from its work.
 */
export function valueOrEmpty(text: pulumi.Output<string>): pulumi.Output<string> {
  return text.apply((value: string | undefined) => value ?? "");
}
