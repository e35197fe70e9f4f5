import { z } from "zod";

/** What is looked at in a compose file; Compose itself checks the rest. */
export const ComposeFile = z.looseObject({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      healthcheck: z.unknown().optional(),
      ports: z
        .array(z.union([z.string(), z.number(), z.looseObject({ published: z.union([z.string(), z.number()]) })]))
        .optional(),
      volumes: z.array(z.union([z.string(), z.looseObject({ source: z.string().optional() })])).optional(),
    }),
  ),
});
export type ComposeFile = z.infer<typeof ComposeFile>;
