/**
 * JSON as Python's `json.dumps` writes it, so that the command's output equals sacreBLEU's byte for
 * byte: a number is always a float, so that 45 is written 45.0.
 */
export type PythonJson =
  | null
  | number
  | string
  | readonly PythonJson[]
  | { readonly [key: string]: PythonJson };

export interface PythonJsonOptions {
  /** Spaces a level. */
  readonly indent: number;
  /** Write characters beyond ASCII as `\uXXXX`. */
  readonly ensureAscii: boolean;
}

export function formatPythonJson(value: PythonJson, options: PythonJsonOptions): string {
  return format(value, options, 0);
}

function format(value: PythonJson, options: PythonJsonOptions, depth: number): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return formatPythonFloat(value);
  if (typeof value === 'string') return quote(value, options);
  const items = isArray(value)
    ? value.map((item) => format(item, options, depth + 1))
    : Object.entries(value).map(
        ([key, item]) => `${quote(key, options)}: ${format(item, options, depth + 1)}`,
      );
  const [open, close] = isArray(value) ? '[]' : '{}';
  const newline = `\n${' '.repeat(options.indent * depth)}`;
  const indentation = newline + ' '.repeat(options.indent);
  return `${open}${indentation}${items.join(`,${indentation}`)}${newline}${close}`;
}

// Array.isArray does not narrow read-only arrays.
function isArray(value: PythonJson): value is readonly PythonJson[] {
  return Array.isArray(value);
}

/** Python's `repr` of a float. Both languages write the shortest digits that read back the same. */
export function formatPythonFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e16) return String(value);
  // Python writes an exponent from 1e-05 down and 1e+16 up, with two digits at least.
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function quote(text: string, { ensureAscii }: PythonJsonOptions): string {
  const quoted = JSON.stringify(text);
  if (!ensureAscii) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
