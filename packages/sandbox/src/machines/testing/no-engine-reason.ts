import Docker from "dockerode";

/** Why container machines cannot be tried here, or undefined when they can. */
export async function noEngineReason(): Promise<string | undefined> {
  return new Docker().ping().then(
    () => undefined,
    (error: unknown) => `no Docker engine answers: ${error instanceof Error ? error.message : String(error)}`,
  );
}
