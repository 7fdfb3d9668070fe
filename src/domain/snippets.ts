import type { SnippetFor } from './choices.js';
import { quoteWord } from './shell-words.js';

/** The values in a snippet. The API key is never among them. */
export interface SnippetFacts {
  /** The name under which a program lists the model. */
  name: string;
  baseUrl: string;
  model: string;
  /** The command that prints the key, in printable ASCII: it is written into comments. */
  reveal: string;
  /** A text as a literal in double quotes that Python, JavaScript, JSON and YAML read alike. */
  literal: (text: string) => string;
}

/** A text ready to paste that sends a prompt, or configures a program. It refers to the key and does not contain it. */
export function snippet(kind: SnippetFor, facts: SnippetFacts): string {
  return `${WRITERS[kind](facts).trim()}\n`;
}

const setKey = ({ reveal }: Pick<SnippetFacts, 'reveal'>) => `export OPENAI_API_KEY="$(${reveal})"`;

const chat = ({ model, literal }: SnippetFacts) =>
  `{"model": ${literal(model)}, "messages": [{"role": "user", "content": "Hello"}]}`;

const WRITERS: Readonly<Record<SnippetFor, (facts: SnippetFacts) => string>> = {
  curl: (facts) => `
# ${setKey(facts)}
curl -sS --fail-with-body ${quoteWord(`${facts.baseUrl}/chat/completions`)} \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d ${quoteWord(chat(facts))}
`,

  python: (facts) => `
# ${setKey(facts)}
import json
import os
import urllib.request

request = urllib.request.Request(
    ${facts.literal(`${facts.baseUrl}/chat/completions`)},
    data=json.dumps(
        ${chat(facts)}
    ).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as reply:
    print(json.load(reply)["choices"][0]["message"]["content"])
`,

  node: (facts) => `
// ${setKey(facts)}
// node snippet.mjs
const reply = await fetch(${facts.literal(`${facts.baseUrl}/chat/completions`)}, {
  method: "POST",
  headers: {
    Authorization: \`Bearer \${process.env.OPENAI_API_KEY}\`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify(
    ${chat(facts)},
  ),
});
if (!reply.ok) throw new Error(\`\${reply.status} \${await reply.text()}\`);
console.log((await reply.json()).choices[0].message.content);
`,

  litellm: ({ reveal, literal, name, model, baseUrl }) => `
# ${setKey({ reveal })}
# litellm --config config.yaml
model_list:
  - model_name: ${literal(name)}
    litellm_params:
      model: ${literal(`openai/${model}`)}
      api_base: ${literal(baseUrl)}
      api_key: os.environ/OPENAI_API_KEY
`,

  langchain: ({ reveal, literal, model, baseUrl }) => `
# ${setKey({ reveal })}
# pip install langchain-openai
import os

from langchain_openai import ChatOpenAI

chat = ChatOpenAI(
    model=${literal(model)},
    base_url=${literal(baseUrl)},
    api_key=os.environ["OPENAI_API_KEY"],
)
print(chat.invoke("Hello").content)
`,

  'open-webui': ({ reveal, baseUrl }) => `
# ${setKey({ reveal })}
# then http://localhost:3000
docker run -d --name open-webui -p 127.0.0.1:3000:8080 \\
  -e ${quoteWord(`OPENAI_API_BASE_URL=${baseUrl}`)} \\
  -e OPENAI_API_KEY \\
  -v open-webui:/app/backend/data \\
  ghcr.io/open-webui/open-webui:main
`,

  continue: ({ reveal, literal, name, model, baseUrl }) => `
# ~/.continue/config.yaml; the key stands as OPENAI_API_KEY=… in ~/.continue/.env, and is shown by:
# ${reveal}
name: ${literal(name)}
version: 0.0.1
schema: v1
models:
  - name: ${literal(name)}
    provider: openai
    model: ${literal(model)}
    apiBase: ${literal(baseUrl)}
    apiKey: \${{ secrets.OPENAI_API_KEY }}
    roles:
      - chat
      - edit
`,
};
