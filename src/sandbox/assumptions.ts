/**
 * What the service's documents leave open, and what the sandbox does about it. Those that can be chosen otherwise
 * name their option. The client relies on none of them.
 */
export const ASSUMPTIONS: readonly string[] = [
  'A new deployment is `creating` for a fifth of its time, then `deploying`, then `ready`; a change shows `scaling` or `updating`; a deletion under way keeps showing the state before it.',
  'What is created can be read back at once (`visibleAfterMs`; `sandbox start --lag`).',
  'At zero replicas the state is `ready` (`stateAtZero`).',
  'The target number of replicas is shown from the moment a scaling is accepted.',
  'An operation is `success` when the replicas serve; its reference names the object and a command such as `scale-deployment`.',
  'New replicas of a scaling start one after the other, 4 minutes each; those of a creation start together. From 100 GB up it is 12 minutes. A download runs at 100 MB/s, an update takes 1 minute, a deletion 2 seconds, scaling down half a second.',
  'A failed creation leaves a deployment in state `error`, whose GPUs count until it is deleted or scaled down; any other failed change leaves what was there before it. An engine that does not start (`failStart`; `sandbox start --fail-start`) leaves the deployment in `error` too, whatever the change, and is tried again by an update or a scaling.',
  'A second deployment or model of the same name in a zone is a 409 (`duplicateNames`); AI API keys may share a name.',
  'Scaling or updating while a change is under way is a 409 (`changeUnderWay`). Deleting is always possible and ends the change, its operation failing as `interrupted`; deleting again answers the same operation (`repeatedDelete`).',
  'Scaling to the present size is accepted and done at once.',
  'A model that the zone does not have, or that is not ready, is a 400 on creation; engine versions and parameters are checked before name, GPU family and quota.',
  'A known GPU family that the zone does not offer is a 403 (`unauthorizedFamily`); too few GPUs is a 412. The texts of 403, 409 and 412 are the sandbox’s own.',
  'GPUs count from the moment a change is accepted, over all zones, and are free again at once on scaling down and deleting.',
  'Deleting a model that a deployment uses, at zero replicas too, is a 412 listing IDs (`modelInUse`); any other model is gone at once.',
  'A download of a name that is not `owner/model` fails as `not-found`, of GGUF files as `unsupported`, of `meta-llama/…` and names with `gated` without a token as `forbidden`. Every other name exists; its size is guessed from its name.',
  'Which engine parameters each version allows is an excerpt of the sandbox’s own; an unknown version is a 400.',
  'Deleting a deployment deletes the AI API keys of its scope.',
  'The deployment’s URL ends in `/v1` (`deploymentUrl`) and answers `/models`, `/chat/completions` and `/completions`, streamed or not, to the deployment’s key and to AI API keys of its scope, under the model’s name or `--served-model-name`; while no replica serves it answers 503, `no_replicas` at zero and `not_ready` before. No model is asked: words are tokens, a reply repeats what it was told. How long it takes is settable (`latency`; `sandbox start --latency`); a reply under way breaks off when its last replica stops.',
  'Logs carry the lines of each replica’s start and end, of each request to the URL that was answered, and while `--load` gives it requests one each 10 seconds of the service, at most each second; without `tail` the last 1,000. `stream` is ignored.',
  'A replica works on 8 requests at once; they are spread evenly, and the others wait.',
  'Properties a request body does not know are refused. An ID in a path that is not a UUID is a 400.',
  'Signatures are checked against the sandbox’s clock without tolerance; every query parameter with one value has to be signed. There is no rate limit.',
  'Events tell each signed request but reads, of all zones, the newest first; they are named as the operations of the API are, their `request-id` is the operation’s, and a body’s engine parameters and tokens are not in them.',
  'The usage report has a line for each zone and GPU family of a month, in GPU hours, from acceptance until a replica is stopped, whatever `--speed` is.',
  'Prices an hour stand at `/api/pricing/ai`, unsigned, in the shape of the public feed and the same in every currency; what they are, and how the keys are named, is the sandbox’s own.',
  'The service level is `pro`; the consumption quota is unlimited; only `?visibility=public` lists public deployments, and there are none.',
];
