import { FUNCTIONS } from '../../output/template/functions.js';

/** `help output` */
export function outputText(): string {
  return `stdout carries data and nothing else; whatever is said to a person goes to
stderr. -Q silences the talk; never data, warnings or errors.

Formats, chosen with -O or an account's defaultOutputFormat:

  table   boxes, fitted to the terminal; what is cut ends in …, and nothing is cut
          where no terminal is looking. The default.
  json    one line: an object, or an array for a list ([] when empty). The keys of
          exo in its order, ours after them. logs prints one object a line.
  text    the fields of exo joined by tabs, one line a row

--output-template prints each object, or each row of a list, through a template
of Go's text/template, and comes before -O. Each command's --help names the
fields there are. A template that cannot be used is refused before any request.

  {{.Name}} has {{.Replicas}} replicas
  {{if eq .State "ready"}}up{{else}}{{.State}}{{end}}
  {{printf "%-20s %3d" .Name .GPUCount}}

  Actions    {{.Field}}, {{if}} {{else if}} {{else}} {{end}}, {{with}}, {{range}},
             $variables, pipelines with |, {{- and -}} to cut blanks, comments
  Functions  ${functions()}

Errors go to stderr: "error: " and a sentence, then "hint: " and what to try. With
-O json they are one line of JSON there. Keys without a value are left out:

  {"error": {"message":      "what happened, to what, in which zone",
             "code":         "gpu-quota",
             "exit_code":    6,
             "hint":         "what to try",
             "zone":         "at-vie-2",
             "request":      {"method": "POST", "path": "/ai/deployment"},
             "operation_id": "the operation that goes on, or failed",
             "details":      {"needed": 8, "free": 2}}}

Control characters in values: tables show them and obey none, json escapes them,
and text writes tabs and line feeds as \\t and \\n, so that one row stays one line.
All other bytes of text and templates stay as they came, except on a terminal:
there control characters are shown, in messages and log lines too.
`;
}

/** The names in lines of the page's width. */
function functions(): string {
  const lines = [''];
  for (const name of FUNCTIONS.keys()) {
    const last = lines.at(-1) ?? '';
    if (last.length + name.length > 62) lines.push(name);
    else lines[lines.length - 1] = last === '' ? name : `${last} ${name}`;
  }
  return lines.join(`\n${' '.repeat(13)}`);
}
