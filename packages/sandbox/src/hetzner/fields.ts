import { z } from "zod";

/** Fields that many request bodies share. Messages are what `details.fields[].messages` shows. */

export const Id = z.int().min(1);

/** An id as a number or as digits, or a name. */
export const IdOrName = z.union([Id, z.string().min(1)]);

/** https://docs.hetzner.cloud/reference/cloud#labels */
export const Labels = z.record(z.string(), z.string()).superRefine((labels, context) => {
  for (const [key, value] of Object.entries(labels)) {
    if (!isLabelKey(key))
      context.addIssue({ code: "custom", message: `label key '${key}' is not correctly formatted` });
    if (!isLabelName(value, true))
      context.addIssue({ code: "custom", message: `label value '${value}' (key: ${key}) is not correctly formatted` });
  }
});

/** A name of most resources. */
export const Name = z.string().min(1).max(128);

/** A host name as RFC 1123 has it: letters, digits, dots and dashes. */
export const Hostname = z
  .string()
  .max(253)
  .regex(
    /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/,
    "only letters, digits, dashes and dots are allowed, as RFC 1123 has it for host names",
  );

/** https://docs.hetzner.cloud/reference/cloud#tag/servers/create_server: "limited to 32KiB" */
export const UserData = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= 32 * 1024, "Longer than maximum length 32768.");

function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  if (slash === -1) return isLabelName(key, false);
  const prefix = key.slice(0, slash);
  const isPrefix =
    prefix.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(prefix) && prefix !== "hetzner.cloud";
  return isPrefix && isLabelName(key.slice(slash + 1), false);
}

function isLabelName(text: string, mayBeEmpty: boolean): boolean {
  if (text === "") return mayBeEmpty;
  return text.length <= 63 && /^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?$/.test(text);
}
