// Every call to /functions/v1/<name> arrives here: the token is checked, then the function's own worker answers.
// No imports: this must start on a machine that reaches no registry.

declare const Deno: {
  env: { get(name: string): string | undefined; toObject(): Record<string, string> };
  serve(handler: (request: Request) => Promise<Response>): void;
};
declare const EdgeRuntime: {
  userWorkers: { create(options: object): Promise<{ fetch(request: Request): Promise<Response> }> };
};

const FUNCTIONS = "/home/deno/functions";
const MEMORY_LIMIT_MIB = 150;
const WORKER_TIMEOUT_MS = 60_000;

const verifyJwt = Deno.env.get("VERIFY_JWT") !== "false";
const jwtSecret = Deno.env.get("JWT_SECRET") ?? "";

Deno.serve(async (request) => {
  const name = new URL(request.url).pathname.split("/")[1] ?? "";
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) || name === "main") {
    return answer(400, "the path must begin with the name of a function");
  }
  if (verifyJwt && request.method !== "OPTIONS" && !(await hasValidToken(request))) {
    return answer(401, "a valid token is needed in the Authorization header");
  }
  try {
    const worker = await EdgeRuntime.userWorkers.create({
      servicePath: `${FUNCTIONS}/${name}`,
      memoryLimitMb: MEMORY_LIMIT_MIB,
      workerTimeoutMs: WORKER_TIMEOUT_MS,
      noModuleCache: false,
      importMapPath: null,
      envVars: Object.entries(Deno.env.toObject()),
    });
    return await worker.fetch(request);
  } catch (error) {
    console.error(`function ${name}:`, error);
    return answer(500, "the function failed");
  }
});

/** True for a bearer token that this tenant signed (HS256) and that has not expired. */
async function hasValidToken(request: Request): Promise<boolean> {
  const token = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(request.headers.get("authorization") ?? "");
  if (token === null) return false;
  const [, header = "", payload = "", signature = ""] = token;
  try {
    if (JSON.parse(decodeText(header)).alg !== "HS256") return false;
    const key = await crypto.subtle.importKey("raw", encode(jwtSecret), { name: "HMAC", hash: "SHA-256" }, false, [
      "verify",
    ]);
    if (!(await crypto.subtle.verify("HMAC", key, decode(signature), encode(`${header}.${payload}`)))) return false;
    const { exp, nbf } = JSON.parse(decodeText(payload));
    const nowSec = Date.now() / 1000;
    return (exp === undefined || exp > nowSec) && (nbf === undefined || nbf <= nowSec);
  } catch {
    return false;
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function decode(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

function decodeText(base64url: string): string {
  return new TextDecoder().decode(decode(base64url));
}

function answer(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
