/** A doubt about a result that travels with it. */
export type Warning = { readonly code: WarningCode; readonly message: string };

export type WarningCode =
  | 'virtualProvenance'
  | 'hostProvenance'
  /** Other work disturbed the machine of the harness, or a calibration doubts it: times only warn. */
  | 'noisyHost'
  | 'sameBuild'
  | 'outputsChanged'
  /** One build cuts answers off at the limit of tokens that the other ends by itself. */
  | 'answersCutOff'
  /** What an app says of its answers contradicts itself: tokens, texts and scores do not go together. */
  | 'answersContradict'
  | 'notSteady'
  | 'launchesInvalid'
  | 'launchesFailed'
  | 'runIncomplete'
  | 'storedBaseline'
  | 'otherUnit'
  /** Stored sessions were the first after idle where the candidate's was none, or the other way round. */
  | 'idleSessions'
  | 'comparabilityRelaxed'
  /** A stored baseline was measured by another machine or with other tools. */
  | 'otherTools'
  /** The launch that went second in a block was slower or faster, whichever build it was. */
  | 'orderEffect'
  /** Neighbouring blocks resemble each other. */
  | 'correlatedBlocks'
  | 'deviceWarm'
  /** Launches whose energy is compared had the screen at different brightness. */
  | 'brightnessDiffers'
  /** The system let the app take more memory in some launches than in others. */
  | 'memoryLimitsDiffer'
  /** First launches after an installation were excluded, as the others are none. */
  | 'firstLaunches'
  /** Launches of a harness that did not mark them followed an installation. */
  | 'installationsUnknown'
  /** Questions were left out because no build could read their images: few, or so many that it is a doubt. */
  | 'imagesUnreadable'
  | 'manyImagesUnreadable';
