import { AgentError } from '#devices/agent-node/agent-error.ts';
import { outputSize, type Preprocessing } from '#devices/agent-node/image/preprocess.ts';
import { modelInvalid } from './model-json.ts';
import {
  type FloatType,
  inputShape,
  inputType,
  type IntegerType,
  integerType,
  outputShape,
  outputType,
  type Session,
} from './tensors.ts';

export type EncoderPorts = { readonly type: FloatType; readonly features: string };
export type EmbedderPorts = { readonly ids: IntegerType; readonly embeddings: string };

/** What the vision encoder takes and returns. Throws MODEL_INVALID for anything but one image in, its features out. */
export function readEncoderPorts(session: Session): EncoderPorts {
  refuseOtherInputs('vision encoder', session, 'pixel_values');
  const rank = inputShape(session, 'pixel_values').length;
  if (rank !== 4) throw modelInvalid(`The vision encoder takes pixel_values of ${rank} dimensions; this app has 4.`);
  const features = theOutput('vision encoder', session, 'image_features');
  const featureRank = outputShape(session, features).length;
  // Some exporters drop the axis of the batch.
  if (featureRank !== 2 && featureRank !== 3) {
    throw modelInvalid(`The vision encoder returns ${features} of ${featureRank} dimensions; this app has 2 and 3.`);
  }
  return { type: inputType(session, 'pixel_values'), features };
}

export function readEmbedderPorts(session: Session): EmbedderPorts {
  refuseOtherInputs('token embedder', session, 'input_ids');
  return { ids: integerType(session, 'input_ids'), embeddings: theOutput('token embedder', session, 'inputs_embeds') };
}

/** Throws for a network that takes images of one size only, when it would be given another. */
export function refuseOtherSize(session: Session, preprocessing: Preprocessing, imageSizePx: number | null): void {
  const [, , height, width] = inputShape(session, 'pixel_values');
  const size = outputSize(preprocessing);
  for (const [fixed, given] of [
    [height, size?.height],
    [width, size?.width],
  ] as const) {
    if (typeof fixed !== 'number' || fixed === given) continue;
    if (imageSizePx !== null) {
      throw new AgentError('PLAN_INVALID', `The model takes images of ${fixed} px only, not ${imageSizePx}.`);
    }
    const made = given === undefined ? 'of any size' : `of ${given} px`;
    throw modelInvalid(`The model takes images of ${fixed} px only, and its preprocessing makes images ${made}.`);
  }
}

function refuseOtherInputs(network: string, session: Session, wanted: string): void {
  const unknown = session.inputNames.find((name) => name !== wanted);
  if (unknown !== undefined)
    throw modelInvalid(`The ${network} takes an input ${unknown} that this app does not know.`);
}

/** The output of the usual name, or the only one. */
function theOutput(network: string, session: Session, usual: string): string {
  const [first, ...others] = session.outputNames;
  const name = session.outputNames.includes(usual) || first === undefined || others.length > 0 ? usual : first;
  if (!session.outputNames.includes(name)) {
    throw modelInvalid(`The ${network} returns ${session.outputNames.join(', ')}, and none of them is ${usual}.`);
  }
  outputType(session, name);
  return name;
}
