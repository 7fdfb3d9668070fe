import { createParser } from 'eventsource-parser';
import { EndpointError } from './endpoint-error.js';

/** An event larger than this is none of a completion, in characters. */
const LARGEST_EVENT = 4 * 1024 * 1024;

/** The data of server-sent events, each as soon as it is whole. @throws EndpointError for one without end */
export async function* serverSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const found: string[] = [];
  let tooLarge = false;
  const parser = createParser({
    onEvent: ({ data }) => found.push(data),
    onError: ({ type }) => {
      tooLarge ||= type === 'max-buffer-size-exceeded';
    },
    maxBufferSize: LARGEST_EVENT,
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* found.splice(0);
    if (tooLarge) throw new EndpointError(200, 'its answer has an event without end');
  }
}
