import type { ExoError } from '../errors.js';

/** What can be done to a deployment, and asked of it. All throw ExoErrors. */
export interface Service {
  /** Its replicas. @throws ExoError not-found once it was deleted */
  look(): Promise<{ replicas?: number | undefined }>;
  /** Sees to it that it serves: scales it where nobody has, and waits until it answers. */
  wake(replicas: number): Promise<void>;
  /** Waits until what somebody else has scaled answers. Scales nothing. @returns whether it has replicas at all */
  watch(): Promise<'serves' | 'stopped'>;
  /**
   * Scales it to zero, and waits until it is there. @param known what is known here, asked for right before the request
   * @returns why it is left awake, where there is a reason: others use it, or scale it, or a request has come
   */
  sleep(known: Known): Promise<PutOff | undefined>;
}

/** What the proxy itself knows of a deployment. */
export interface Known {
  /** As last seen. */
  replicas: number | undefined;
  /** Does a request wait for it, or has one been passed on? */
  isWanted(): boolean;
}

/** Why a deployment that was to sleep is left awake. */
export interface PutOff {
  /** When it was used last. */
  usedMs: number;
  /** Completes "it stays awake: …". */
  why: string;
}

/** A deployment as it stands when the proxy begins. */
export interface FirstSeen {
  /** Undefined where the service does not tell them; then it is taken to serve. */
  replicas: number | undefined;
  /** It is at rest, and serves. */
  isServing: boolean;
}

/** What is asked for on the command line. */
export interface KeeperSettings {
  /** The deployment, as it is spoken of. */
  name: string;
  /** Replicas to scale to when a request finds none; undefined: it is never woken, and every request is passed on. */
  wake?: number | undefined;
  /** To zero when nothing has come for this long; undefined: never. */
  sleepAfterMs?: number | undefined;
  /** Requests that are held at most while it wakes. */
  maxPending: number;
  /** How long one of them is held. */
  wakeTimeoutMs: number;
}

/** What the operator is told of. */
export interface KeeperEvents {
  onWake?(): void;
  onWoken?(tookMs: number): void;
  onWakeFailed?(error: ExoError): void;
  onSleep?(): void;
  onSlept?(): void;
  /** Left awake, for it is used. */
  onPutOff?(why: string): void;
  onSleepFailed?(error: ExoError): void;
  onGone?(): void;
}
