import { z } from "zod";

/** A name of a secret: also the name of its placeholder. Its resource is called so, in small letters with hyphens. */
export const SecretName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, "must begin with a capital and go on with capitals, digits and _, 64 at most");

const is = z.string().min(1).optional();
const ClaimValue = z.union([z.string(), z.number(), z.boolean()]);

const FORMS = ["hex", "alphanumeric", "uuid", "jwt", "rsa", "ed25519"];

/** What is made once for a tenant, kept in its stack's state, and the same at every update. */
export const Secret = z.discriminatedUnion(
  "form",
  [
    /** `bytes` of randomness in twice as many hexadecimal digits: goes through URLs, SQL, YAML and shell unescaped. */
    z.strictObject({ form: z.literal("hex"), bytes: z.number().int().min(8).max(256), is }),
    /** Letters and digits. */
    z.strictObject({ form: z.literal("alphanumeric"), length: z.number().int().min(16).max(256), is }),
    z.strictObject({ form: z.literal("uuid"), is }),
    /** A token with these claims and `iat` and `exp`, signed (HS256) with the text of another secret. */
    z.strictObject({
      form: z.literal("jwt"),
      signedBy: SecretName,
      claims: z.record(z.string(), ClaimValue),
      lifeSec: z.number().int().min(60),
      is,
    }),
    /** A private key, PEM (PKCS 8); `<name>.public` is its public half, PEM. */
    z.strictObject({ form: z.literal("rsa"), bits: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]), is }),
    /** As `rsa`. */
    z.strictObject({ form: z.literal("ed25519"), is }),
  ],
  { error: `must have one of the forms ${FORMS.join(", ")}` },
);
export type Secret = z.infer<typeof Secret>;
