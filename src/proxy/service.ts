import type { ExoError } from '../errors.js';

/** What the proxy asks of the service about one deployment. Every function throws ExoErrors. */
export interface Service {
  /** The deployment's replicas. @throws ExoError not-found once the deployment was deleted */
  look(): Promise<{ replicas?: number | undefined }>;
  /** Makes the deployment serve: scales it unless somebody else has, and waits until it answers. */
  wake(replicas: number): Promise<void>;
  /**
   * Waits until a deployment that somebody else has scaled answers. Scales nothing.
   * @returns `stopped` at zero replicas
   */
  watch(): Promise<'serves' | 'stopped'>;
  /**
   * Scales the deployment to zero, and waits until it is there.
   * @param known what the proxy knows; `isWanted` is called right before the request
   * @returns why the deployment is left awake, if others use or scale it, or a request has come; else undefined
   */
  sleep(known: Known): Promise<PutOff | undefined>;
}

/** What the proxy itself knows of a deployment. */
export interface Known {
  /** The replicas as last seen. */
  replicas: number | undefined;
  /** Whether a request waits for the deployment, or has been passed on and not ended. */
  isWanted(): boolean;
}

/** Why a deployment that was to sleep is left awake. */
export interface PutOff {
  /** How long ago the deployment was last used, in ms. */
  agoMs: number;
  /** The reason, which completes "it stays awake: …". */
  why: string;
}

/** What is known of a deployment when the proxy starts. */
export interface FirstSeen {
  /** Its replicas; undefined where the service does not tell them: then the proxy assumes that there are some. */
  replicas: number | undefined;
  /** No change is under way, and the deployment serves. */
  isServing: boolean;
}

/** The settings from the command line. */
export interface KeeperSettings {
  /** The deployment's name, for messages. */
  name: string;
  /** The replicas to scale to if a request finds none; undefined: it is never woken, and every request is passed on. */
  wake?: number | undefined;
  /** Scale to zero if no request has come for this long; undefined: never. */
  sleepAfterMs?: number | undefined;
  /** At most this many requests are held while the deployment wakes. */
  maxPending: number;
  /** A request is held for at most this long. */
  wakeTimeoutMs: number;
}

/** Events that the operator of the proxy is told of. */
export interface KeeperEvents {
  onWake?(): void;
  onWoken?(tookMs: number): void;
  onWakeFailed?(error: ExoError): void;
  onSleep?(): void;
  onSlept?(): void;
  /** The deployment is left awake, because it is used. */
  onPutOff?(why: string): void;
  onSleepFailed?(error: ExoError): void;
  onGone?(): void;
  /** It was taken for deleted, and is there again. */
  onBack?(): void;
}
