import { LAYERS } from "./attack.ts";

/** The layers that a program of slots has as functions of its own. */
function layersOf(program: string): string[] {
  return LAYERS.filter((layer) => new RegExp(`^${layer}\\(\\) \\{`, "m").test(program));
}

/**
 * The program for slots, with one difference: what it refuses ends with the name of the layer that refused it.
 *
 * @param off Layers that do nothing in it
 */
export function tracedProgram(program: string, off: readonly string[] = []): string {
  const layers = layersOf(program);
  const marked = layers.reduce(
    (text, layer) => text.replace(new RegExp(`^${layer}\\(\\) \\{`, "m"), `untraced_${layer}() {`),
    program,
  );
  const functions = layers.map((layer) =>
    off.includes(layer)
      ? `${layer}() { :; }`
      : `${layer}() { traced_layer=${layer}; untraced_${layer} "$@"; set -- $?; traced_layer=; return "$1"; }`,
  );
  // Before the part that runs at once, which may call them.
  const lines = ["traced_layer=", FAIL, ...functions, ""].join("\n");
  const start = marked.search(/^BASE_OF_HOST=\$BASE$/m);
  return start < 0 ? `${marked}\n${lines}` : `${marked.slice(0, start)}${lines}${marked.slice(start)}`;
}

const FAIL = 'fail() { echo "hostctl: $2 [layer $traced_layer]" >&2; exit "$1"; }';
