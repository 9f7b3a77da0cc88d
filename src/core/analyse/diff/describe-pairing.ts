/** How two functions in one group are known to belong together. */
import { isMeant } from '../../model/function-pairing';
import type { KnownPairs, Pairing } from '../../model/function-pairing';
import type { FrameKey } from '../../model/view-answers';
import { isSameFunction } from '../tree/function-list';

/** The user's word goes before what was found, as it does where the functions are paired. */
export function describePairing(
  candidate: FrameKey,
  reference: FrameKey,
  { byHand, found }: KnownPairs,
): Pairing {
  const isByHand = byHand.some(
    (pair) => isMeant(pair.candidate, candidate) && isMeant(pair.reference, reference),
  );
  if (isByHand) {
    return { by: 'hand', confidence: 'high', reason: 'Paired by hand, in the project file.' };
  }
  const pair = found.find(
    (each) =>
      isSameFunction(each.candidate, candidate) && isSameFunction(each.reference, reference),
  );
  if (pair !== undefined) {
    const { by, confidence, reason } = pair;
    return { by, confidence, reason };
  }
  return { by: 'name', confidence: 'high', reason: 'Paired by name.' };
}
