import { z } from "zod";
import type { HttpRequest } from "../kernel/http.ts";
import { ProxmoxError } from "./errors.ts";

/** A body as the vendor's clients send it: a form, or JSON. Values become text, as in a form. */
export function readParameters(request: HttpRequest): Record<string, string> {
  if (request.text === "") return {};
  if (/^application\/json\b/.test(request.headers["content-type"] ?? "")) return parametersOfJson(request.text);
  return Object.fromEntries(new URLSearchParams(request.text));
}

function parametersOfJson(text: string): Record<string, string> {
  try {
    const entries = Object.entries(JSON.parse(text) as object);
    return Object.fromEntries(entries.map(([name, value]) => [name, textOf(value)]));
  } catch {
    throw new ProxmoxError(400, "malformed JSON in request body");
  }
}

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value);
}

/** A yes or no; the vendor writes `1` and `0`. */
export const Flag = z
  .enum(["0", "1", "true", "false", "yes", "no", "on", "off"], "type check ('boolean') failed - got an invalid value")
  .transform((text) => ["1", "true", "yes", "on"].includes(text));

/** A whole number. */
export const Whole = z
  .string()
  .regex(/^-?\d+$/, "type check ('integer') failed")
  .transform(Number);

/** A whole number that is not negative. */
export const Natural = Whole.refine((number) => number >= 0, "value must have a minimum value of 0");

/** The number of a guest. */
export const VmId = Whole.refine((id) => id >= 100 && id <= 999_999_999, "value must be 100 to 999999999");

/** A name that can be a host's. */
export const DnsName = z
  .string()
  .regex(/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/, {
    message: "invalid format - value does not look like a valid DNS name",
  });

/** Name of a storage: `parse_storage_id` in PVE::JSONSchema. */
export const Identifier = z
  .string()
  .regex(/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i, "invalid format - storage ID contains illegal characters");

/** Name of a node. */
export const NodeName = z
  .string()
  .regex(/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, "invalid format - value does not look like a valid node name");

/** Name of a pool, which may stand in another one. */
export const PoolId = z
  .string()
  .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+){0,2}$/, "invalid format - value does not look like a valid pool name");

/** Form of a disk's file. */
export const DiskFormat = z.enum(["raw", "qcow2", "vmdk"]).optional();

/** Digest of the firewall's configuration that a change is meant for. */
export const ConfigDigest = z.string().max(64, "value may only be 64 characters long").optional();

/** Digest of a guest's configuration that a change is meant for. */
export const ConfigDigest40 = z.string().max(40, "value may only be 40 characters long").optional();
