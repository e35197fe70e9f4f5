import { z } from "zod";

const PortNumber = z.number().int().min(1).max(65535);
/** A whole number, or a placeholder of a setting that is one. */
const PortOrPlaceholder = z.union([
  PortNumber,
  z.string().regex(/^\{\{\w+\}\}$/, "must be a port, or a setting's {{placeholder}}"),
]);

/** A name of a port: the key of `ports` in a stack's configuration, and part of the placeholders `port.<name>` and `bind.<name>`. */
export const PortName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,19}$/, "must begin with a small letter and go on with small letters and digits, 20 at most");

/** A port that the workload has on its machine. */
export const PortSpec = z
  .strictObject({
    protocol: z.enum(["http", "tcp"]),
    /** The service behind it. */
    service: z.string().min(1),
    /** The service's own port. */
    port: PortOrPlaceholder,
    /** The machine's port, where the machine has no other tenants. */
    host: PortNumber,
    /** The first and the last of those that tenants get who share a machine. */
    hostRange: z.tuple([PortNumber, PortNumber]),
    /**
     * `edge`: through the tenant's URL; the first one is what it leads to. `firewall`: at the tenant's name, for networks that are let in.
     * `local`: on the machine itself only.
     */
    reach: z.enum(["edge", "firewall", "local"]),
    /** With `firewall`: the name of a certificate that is made for the port while it is open, signed by its own key. */
    certificate: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .optional(),
  })
  .superRefine(({ hostRange: [first, last], reach, certificate }, ctx) => {
    if (last < first) {
      ctx.addIssue({
        code: "custom",
        path: ["hostRange"],
        message: "must have its smaller port first",
        input: [first, last],
      });
    }
    if (certificate !== undefined && reach !== "firewall") {
      const message = "must be left out but with the reach firewall";
      ctx.addIssue({ code: "custom", path: ["certificate"], message, input: certificate });
    }
  });
export type PortSpec = z.infer<typeof PortSpec>;
