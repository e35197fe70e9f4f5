import { findingOf, type TemplateFinding } from "../manifest/finding.ts";
import type { Manifest } from "../manifest/manifest-schema.ts";
import { readDocument } from "../manifest/read-document.ts";
import { envTemplateValues, filled } from "./check-env-template.ts";
import { checkPublishedPorts } from "./check-published-ports.ts";
import { ComposeFile } from "./compose-file.ts";
import { lineFinder, type TextFile } from "./text-file.ts";

/** What the compose file and its manifest say differently, and what neither says. */
export function checkComposeFile(
  manifest: Manifest,
  compose: TextFile,
  env: string,
  manifestFile: TextFile,
): TemplateFinding[] {
  const { value, findings } = readDocument(ComposeFile, compose.text, compose.file);
  if (value === undefined) return findings;
  const values = envTemplateValues(env);
  return [
    ...checkVariables(compose, values),
    ...checkServices(manifest, value, compose, manifestFile, values),
    ...checkMounts(manifest, value, compose),
    ...checkPublishedPorts(manifest, value, compose, manifestFile, values),
  ];
}

/** `${NAME}` of the compose file, in which `$$` is a plain dollar. */
function checkVariables({ file, text }: TextFile, values: ReadonlyMap<string, string>): TemplateFinding[] {
  return text
    .split("\n")
    .flatMap((line, at) =>
      [...line.replaceAll("$$", "").matchAll(/\$\{([A-Za-z_]\w*)/g)]
        .filter(([, name = ""]) => !values.has(name) && !line.trimStart().startsWith("#"))
        .map(([shown]) =>
          findingOf({ file, line: at + 1, path: "" }, "must be given a value in env.template", `${shown}}`),
        ),
    );
}

function checkServices(
  manifest: Manifest,
  { services }: ComposeFile,
  compose: TextFile,
  manifestFile: TextFile,
  values: ReadonlyMap<string, string>,
): TemplateFinding[] {
  const lineOf = lineFinder(compose);
  const lineInManifest = lineFinder(manifestFile);
  const absent = Object.keys(manifest.services)
    .filter((name) => !Object.hasOwn(services, name))
    .map((name) =>
      findingOf(
        { file: manifestFile.file, line: lineInManifest(["services", name]), path: `services.${name}` },
        "must be a service of compose.yaml",
      ),
    );
  const differing = Object.entries(services).flatMap(([name, { image, healthcheck }]) => {
    const at = (key: string) => ({
      file: compose.file,
      line: lineOf(["services", name, key]),
      path: `services.${name}.${key}`,
    });
    const known = manifest.services[name];
    if (known === undefined) {
      const here = { file: compose.file, line: lineOf(["services", name]), path: `services.${name}` };
      return [findingOf(here, "must be a service of the manifest")];
    }
    const unchecked = healthcheck === undefined && known.unchecked === undefined;
    return [
      ...(filled(image, values) === known.image
        ? []
        : [findingOf(at("image"), `must be the manifest's, ${known.image}`, image)]),
      ...(unchecked
        ? [findingOf(at("healthcheck"), "must be given, or the manifest says why not by `unchecked`")]
        : []),
    ];
  });
  return [...absent, ...differing];
}

/** Files of the bundle that are mounted must be in it. */
function checkMounts({ files }: Manifest, { services }: ComposeFile, { file, text }: TextFile): TemplateFinding[] {
  const lineOf = lineFinder({ file, text });
  const known = Object.values(files).flat();
  return Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes.flatMap((volume, at) => {
      const source = typeof volume === "string" ? volume.split(":")[0] : volume.source;
      const path = source?.startsWith("./") ? source.slice(2).replace(/\/$/, "") : undefined;
      if (path === undefined || known.some((one) => one === path || one.startsWith(`${path}/`))) return [];
      const place = { file, line: lineOf(["services", name, "volumes", at]), path: `services.${name}.volumes.${at}` };
      return [findingOf(place, "must be a file that the manifest names in `files`", source)];
    }),
  );
}
