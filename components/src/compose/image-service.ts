import { z } from "zod";
import { type OwnChoice, OwnServicesError } from "./own-choice.ts";
import { createOwnVariables } from "./own-variables.ts";

/**
 * A name of an image that says which one: https://github.com/distribution/reference/blob/main/regexp.go. One without a tag is whatever
 * is the latest when it is pulled.
 */
const IMAGE =
  /^([a-zA-Z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$/;
const USER = /^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$/;
const FOLDER = /^(\/[A-Za-z0-9_.@+-]+)+$/;
const Words = z.array(z.string().min(1)).min(1);

/**
 * The one service that an image is, as the data of a compose file has it.
 *
 * @param values its environment
 * @param dataDirectory folder of the machine that its volume is in
 * @throws OwnServicesError
 */
export function imageService(
  { image, command, user, volume }: OwnChoice,
  values: Readonly<Record<string, string>>,
  dataDirectory: string,
): { service: Record<string, unknown>; variables: Record<string, string> } {
  if (!IMAGE.test(image) || !/[:@][^/]*$/.test(image)) {
    throw new OwnServicesError(
      "image",
      `must be an image with a tag or a digest, such as nginx:1.29.0, got "${image}"`,
    );
  }
  if (user !== "" && !USER.test(user)) throw new OwnServicesError("user", `must be USER or USER:GROUP, got "${user}"`);
  const folder = volume.split("/").some((part) => part === "." || part === "..") ? "" : volume;
  if (volume !== "" && !FOLDER.test(folder)) {
    throw new OwnServicesError(
      "volume",
      `must be the full path of a folder in the image, such as /data, got "${volume}"`,
    );
  }
  const variables = createOwnVariables();
  const environment = Object.entries(values).map(([name, value]) => [name, variables.refer(value)] as const);
  const service = {
    image,
    restart: "unless-stopped",
    ...(user !== "" && { user }),
    ...(command !== "" && { command: wordsOf(command) }),
    environment: Object.fromEntries(environment),
    ...(volume !== "" && { volumes: [{ type: "bind", source: `${dataDirectory}/data`, target: volume }] }),
  };
  return { service, variables: variables.all };
}

/** Compose would resolve a dollar. */
function wordsOf(command: string): string[] {
  const parsed = Words.safeParse(parsedJson(command));
  if (parsed.success) return parsed.data.map((word) => word.replaceAll("$", "$$$$"));
  throw new OwnServicesError(
    "command",
    `must be a JSON list of words, such as ["serve", "--port", "8080"], got "${command}"`,
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
