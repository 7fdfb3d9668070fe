/** `exo-di/client`: the typed client for programs. */
export { ExoError } from '../errors.js';
export type { ErrorKind } from '../exit-codes.js';
export { type Client, type ClientOptions, createClient } from './client.js';
export { ApiError } from './errors.js';
export { fetchTransport } from './http/fetch-transport.js';
export { type HttpRequest, type HttpResponse, type Transport, TransportError } from './http/transport.js';
export { createUndiciTransport } from './http/undici-transport.js';
export { authorization, type Credentials } from './signature.js';
export type { ZoneClient } from './zone-client.js';
