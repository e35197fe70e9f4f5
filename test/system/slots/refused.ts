/** The host refused something. */
export class Refused extends Error {
  readonly layer: string;

  /** @param said What hostctl wrote, with the mark of the layer that the traced program adds */
  constructor(said: string) {
    super(said.replace(MARK, "").trim());
    this.name = "Refused";
    this.layer = layerIn(said);
  }
}

const MARK = / ?\[layer ([a-z_]*)\]/g;

function layerIn(said: string): string {
  const [marked = "none"] = [...said.matchAll(MARK)].map(([, layer]) => layer);
  if (marked !== "" && marked !== "none") return marked;
  if (/user namespaces|userns/i.test(said)) return "userns";
  if (/not a gzipped tar archive/.test(said)) return "tar";
  if (/Error response from daemon/.test(said)) return "docker";
  return "hostctl";
}
