import { noteMade } from "./effects.ts";

/** Some fields of a row: what a request changes. */
export type Changes<Row> = { [Field in keyof Row]?: Row[Field] | undefined };

export interface TableOptions<Row> {
  /** The vendor's error for an id that no row has. */
  notFound(id: string): Error;

  /** What no two rows may share. @default - rows may share anything but their id */
  unique?: {
    /** Reads each key's value, by the key's name. A row without a value takes no part. */
    keys: Record<string, (row: Changes<Row>) => string | undefined>;
    /** The vendor's error for a value that another row has. */
    duplicate(key: string, value: string): Error;
  };
}

/** One kind of resource in memory, in order of creation. Rows are changed in place. */
export class Table<Row extends { id: number | string }> {
  private readonly rows = new Map<string, Row>();
  private readonly options: TableOptions<Row>;

  constructor(options: TableOptions<Row>) {
    this.options = options;
  }

  /** Adds the row, or throws the vendor's error when one of its unique keys is taken. */
  insert(row: Row): Row {
    this.refuseDuplicate(row);
    this.rows.set(String(row.id), row);
    noteMade(row);
    return row;
  }

  /** Throws the vendor's error when a row other than `except` has one of the candidate's unique keys. */
  refuseDuplicate(candidate: Changes<Row>, except?: Row): void {
    const { unique } = this.options;
    for (const [key, read] of Object.entries(unique?.keys ?? {})) {
      const value = read(candidate);
      const taken = value !== undefined && this.all().some((row) => row !== except && read(row) === value);
      if (taken) throw unique?.duplicate(key, value);
    }
  }

  /** The row, or undefined. */
  get(id: number | string): Row | undefined {
    return this.rows.get(String(id));
  }

  /** The row, or the vendor's error. */
  existing(id: number | string): Row {
    const row = this.get(id);
    if (row === undefined) throw this.options.notFound(String(id));
    return row;
  }

  /** All rows, oldest first. */
  all(): Row[] {
    return [...this.rows.values()];
  }

  find(matches: (row: Row) => boolean): Row | undefined {
    return this.all().find(matches);
  }

  filter(matches: (row: Row) => boolean): Row[] {
    return this.all().filter(matches);
  }

  delete(row: Row): void {
    this.rows.delete(String(row.id));
  }

  clear(): void {
    this.rows.clear();
  }
}
