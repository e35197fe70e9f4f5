import type * as pulumi from "@pulumi/pulumi";

/**
 * A text that a resource tells once it is made. A destroy runs the program with resources that were never made too, such as those after
 * the failure of a create: such a one tells nothing, and the text is empty. What throws for it keeps the destroy from its work.
 */
export function toldText(text: pulumi.Output<string>): pulumi.Output<string> {
  return text.apply((told: string | undefined) => told ?? "");
}
