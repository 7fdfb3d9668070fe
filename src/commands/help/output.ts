import { FUNCTIONS } from '../../output/template/functions.js';
import type { Block } from './lay-out.js';

/** `help output` */
export const outputBlocks: readonly Block[] = [
  'stdout carries data and nothing else; whatever is said to a person goes to stderr. -Q silences the talk; never data, warnings or errors.',
  "Formats, chosen with -O or an account's defaultOutputFormat:",
  {
    terms: [
      [
        'table',
        'boxes, fitted to the terminal; what is cut ends in …, and nothing is cut where no terminal is looking. The default.',
      ],
      [
        'json',
        'one line: an object, or an array for a list ([] when empty). The keys of exo in its order, ours after them. logs, --watch and --every print one object a line.',
      ],
      ['text', 'the fields of exo joined by tabs, one line a row'],
    ],
    width: 8,
  },
  "--output-template prints each object, or each row of a list, through a template of Go's text/template, and comes before -O. Each command's --help names the fields there are. A template that cannot be used is refused before any request.",
  {
    lines: [
      '{{.Name}} has {{.Replicas}} replicas',
      '{{if eq .State "ready"}}up{{else}}{{.State}}{{end}}',
      '{{printf "%-20s %3d" .Name .GPUCount}}',
    ],
  },
  {
    terms: [
      [
        'Actions',
        '{{.Field}}, {{if}} {{else if}} {{else}} {{end}}, {{with}}, {{range}}, $variables, pipelines with |, {{- and -}} to cut blanks, comments',
      ],
      ['Functions', [...FUNCTIONS.keys()].join(' ')],
    ],
    width: 11,
  },
  'Errors go to stderr: "error: " and a sentence, then "hint: " and what to try. With -O json they are one line of JSON there. Keys without a value are left out:',
  {
    lines: [
      '{"error": {"message":      "what happened, to what, in which zone",',
      '           "code":         "gpu-quota",',
      '           "exit_code":    6,',
      '           "hint":         "what to try",',
      '           "zone":         "at-vie-2",',
      '           "request":      {"method": "POST", "path": "/ai/deployment"},',
      '           "operation_id": "the operation that goes on, or failed",',
      '           "details":      {"needed": 8, "free": 2}}}',
    ],
  },
  'Control characters in values: tables show them and obey none, json escapes them, and text writes tabs and line feeds as \\t and \\n, so that one row stays one line. All other bytes of text and templates stay as they came, except on a terminal: there control characters are shown, in messages and log lines too.',
];
