import { scrubEnvironment } from "../runner/scrub-environment.ts";
import { LIGHT_RUNNER } from "./light-runner.ts";

/** Credentials by the backend of Pulumi's state that needs them. The service may have them for something else, such as Route 53. */
const CREDENTIALS: readonly { names: RegExp; backend: RegExp }[] = [
  { names: /^AWS_/, backend: /^s3:/ },
  { names: /^AZURE_/, backend: /^azblob:/ },
  { names: /^GOOGLE_/, backend: /^gs:/ },
  { names: /^PG/, backend: /^postgres(ql)?:/ },
];

/**
 * The environment that a runner process is started with: one of its own. What a process begins with stays readable in `/proc` for as long as it
 * lives, whatever it removes afterwards, so the service's secrets must not be there at all.
 *
 * @param env The service's own
 */
export function runnerEnvironment(env: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const inherited = { ...env };
  scrubEnvironment(inherited);
  for (const name of Object.keys(inherited)) if (!isNeeded(name, env)) delete inherited[name];
  const ofMemory = Object.entries(LIGHT_RUNNER.env).map(([name, value]) => [name, env[name] ?? value]);
  return { ...Object.fromEntries(ofMemory), ...inherited };
}

function isNeeded(name: string, { PULUMI_BACKEND_URL = "", PULUMI_BACKEND_URL_FILE }: NodeJS.ProcessEnv): boolean {
  // Which backend a file names is not known here.
  if (PULUMI_BACKEND_URL_FILE !== undefined) return true;
  return CREDENTIALS.every(({ names, backend }) => !names.test(name) || backend.test(PULUMI_BACKEND_URL));
}
