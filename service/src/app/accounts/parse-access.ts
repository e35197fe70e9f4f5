import { type CredentialAccess, type CredentialCloud, FreeholdError } from "@freehold/model";
import { ProxmoxSettings } from "@freehold/stack-contract/cloud-settings";
import { z } from "zod";
import type { AccountSecret } from "./clouds-port.ts";

const Token = z.string("is required: must be text").regex(/^[\x21-\x7e]{1,512}$/, "must be the token and nothing else");

/** What opens an account at each cloud. */
const SCHEMAS = {
  hetzner: z.strictObject({ token: Token }),
  digitalocean: z.strictObject({ token: Token }),
  // An account is for many machines: none of them can have its address.
  proxmox: ProxmoxSettings.omit({ address: true, gateway: true }).refine(
    ({ sshPassword, sshPrivateKey }) => sshPassword !== undefined || sshPrivateKey !== undefined,
    { path: ["sshPrivateKey"], message: "is required, or sshPassword: snippets come to a node by SSH" },
  ),
} as const satisfies Record<CredentialCloud, z.ZodType>;

/**
 * Checks what opens an account by the rules of its cloud. Values are never repeated: any of them may be the secret.
 *
 * @throws FreeholdError `invalid_request` that names every wrong field
 */
export function parseAccess(cloud: CredentialCloud, access: CredentialAccess): AccountSecret {
  const parsed = SCHEMAS[cloud].safeParse(access);
  if (parsed.success) return { cloud, ...parsed.data } as AccountSecret;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ pointer: `/access/${key}`, detail: `is not known at ${cloud}; leave it out` }))
      : [{ pointer: ["/access", ...issue.path].join("/"), detail: detailOf(issue) }],
  );
  const fields = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
  throw new FreeholdError("invalid_request", `an account at ${cloud} cannot be opened with this: ${fields}`, {
    errors,
    nextStep: "correct the fields that `errors` names and send the request again",
  });
}

function detailOf({ code, message }: z.core.$ZodIssue): string {
  if (code === "invalid_format" || code === "custom") return message.charAt(0).toLowerCase() + message.slice(1);
  return code === "invalid_type" && message.startsWith("is required") ? message : `is missing or wrong: ${message}`;
}
