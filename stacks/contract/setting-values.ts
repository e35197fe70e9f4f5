import { networkIssue } from "@freehold/model";
import { z } from "zod";

/** A value that is legal as a label at every cloud. */
export const LabelValue = z
  .string()
  .regex(
    /^[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?$/,
    "must be 1 to 63 letters, digits, `_`, `.` or `-`, beginning and ending with a letter or digit",
  );

/** A TCP port. */
export const Port = z.number().int().min(1).max(65535);

/** A user of a machine. */
export const UserName = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a user name of 1 to 32 lower-case letters, digits, `_` or `-`");

/** A network, such as `192.0.2.0/24`; one with host bits is refused. */
export const Cidr = z.string().superRefine((text, context) => {
  const message = networkIssue(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});
