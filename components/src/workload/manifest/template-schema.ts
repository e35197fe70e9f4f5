import { z } from "zod";

/** Names that a template must not have: what else is a folder of templates, or a workload of a machine. */
const RESERVED = ["edge", "golden", "host"];

/** A template's name: also that of its workload on the machine. */
export const TemplateName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    "must begin with a small letter and go on with small letters, digits and hyphens, 40 at most",
  )
  .refine((name) => !RESERVED.includes(name), `must not be ${RESERVED.join(" or ")}`);

/** A version's name: also that of its folder. */
const VersionName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    "must begin with a letter or a digit and go on with those, dots, _ and -, 63 at most",
  );

/** What a template says of itself: `template.yaml`. */
export const TemplateInfo = z
  .strictObject({
    name: TemplateName,
    title: z.string().min(1).max(80),
    /** One sentence: what it is for. */
    is: z.string().min(1),
    /** The version of a new tenant for which none is asked. */
    default: VersionName,
    /** Each is a folder beside the file. */
    versions: z.array(VersionName).min(1),
    /** Which version may become which, and by what. */
    /** Settings that a demonstration signs up with: all that are required. */
    example: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    upgrades: z.array(z.strictObject({ from: VersionName, to: VersionName, by: z.string().min(1) })).default([]),
    /** Why there is no upgrade between other versions, in half a sentence. */
    noUpgrade: z.string().min(1).optional(),
  })
  .superRefine(({ default: standard, versions, upgrades }, ctx) => {
    const allowed = `must be one of the versions (${versions.join(", ")})`;
    if (!versions.includes(standard))
      ctx.addIssue({ code: "custom", path: ["default"], message: allowed, input: standard });
    for (const [at, upgrade] of upgrades.entries()) {
      for (const key of ["from", "to"] as const) {
        if (versions.includes(upgrade[key])) continue;
        ctx.addIssue({ code: "custom", path: ["upgrades", at, key], message: allowed, input: upgrade[key] });
      }
    }
    const twice = versions.findIndex((version, at) => versions.indexOf(version) !== at);
    if (twice >= 0) {
      ctx.addIssue({
        code: "custom",
        path: ["versions", twice],
        message: "must be there once",
        input: versions[twice],
      });
    }
  });
export type TemplateInfo = z.infer<typeof TemplateInfo>;
